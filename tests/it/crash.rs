//! Runs that end in the middle: killed, without room, two at once. The file that was there is there whole, or the new one is.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use fenjie::files::{self, MAX_BYTES};
use fenjie::model::Ledger;
use fenjie::read::read;
use tempfile::TempDir;

use super::returns_desk::{FILLED, OFFICE, UNIT};

const FENJIE: &str = env!("CARGO_BIN_EXE_fenjie");
const MASTER: &str = "总台账.xlsx";
/// Runs that are killed; fewer where every run takes long.
const KILLS: usize = if cfg!(debug_assertions) { 50 } else { 200 };

fn ledger(file: &Path) -> Ledger {
    read(&files::read(file, MAX_BYTES).unwrap(), file).unwrap().ledger
}

/// A folder with a master and a filled return.
fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("台账.json"), serde_json::to_vec(&OFFICE.ledger).unwrap()).unwrap();
    fs::create_dir(desk.path().join("报送")).unwrap();
    fs::write(desk.path().join(format!("报送/{UNIT}.xlsx")), FILLED.book.bytes()).unwrap();
    let (code, words) = run(desk.path(), &["convert", "台账.json", "-o", MASTER, "--layout", "总台账"]);
    assert!(code < 2, "{words}");
    desk
}

fn run(desk: &Path, arguments: &[&str]) -> (i32, String) {
    let Output { status, stderr, .. } = Command::new(FENJIE).args(arguments).current_dir(desk).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stderr).unwrap())
}

const MERGE: [&str; 5] = ["merge", MASTER, "报送", "-o", MASTER];

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    /// A share between 0 and 1.
    #[allow(clippy::cast_precision_loss)] // a share is a float
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Runs the program and kills it after a while; says whether it was still running.
fn killed(desk: &Path, arguments: &[&str], after: Duration) -> bool {
    let command = &mut Command::new(FENJIE);
    let mut child = command.args(arguments).current_dir(desk).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    sleep(after);
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().ok();
    child.wait().unwrap();
    was_running
}

fn names(folder: &Path) -> BTreeSet<String> {
    folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(".fenjie-") && name.ends_with(".tmp")
}

#[test]
fn a_merge_that_is_killed_leaves_the_old_master_or_the_new_one() {
    let desk = desk();
    let master = desk.path().join(MASTER);
    let old = fs::read(&master).unwrap();
    let started = Instant::now();
    let (code, words) = run(desk.path(), &MERGE);
    let whole_run = started.elapsed();
    assert!(code < 2, "{words}");
    let new = fs::read(&master).unwrap();
    assert!(old != new && ledger(&master).entries.len() == 160);
    let known = names(desk.path());
    let (mut dice, mut running, mut finished) = (Dice(20_310_401), 0, 0);
    for _ in 0..KILLS {
        fs::write(&master, &old).unwrap();
        running += usize::from(killed(desk.path(), &MERGE, whole_run.mul_f64(dice.roll() * 1.1)));
        let left = fs::read(&master).unwrap();
        assert!(left == old || left == new, "half a master of {} bytes", left.len());
        finished += usize::from(left == new);
        let strange: Vec<String> = names(desk.path()).difference(&known).filter(|name| !is_temporary(name)).cloned().collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
    assert!(running > KILLS / 2, "{running} of {KILLS} were killed");
    eprintln!("merge: {running} of {KILLS} killed while running, {finished} had written, 0 broken");
}

const DISPATCH: [&str; 6] = ["dispatch", "台账.json", "-o", "下发", "--period", "2031Q2"];

/// A desk after one dispatch, the folder of what was dispatched, and how long it took.
fn dispatched() -> (TempDir, PathBuf, Duration) {
    let desk = desk();
    let started = Instant::now();
    let (code, words) = run(desk.path(), &DISPATCH);
    let whole_run = started.elapsed();
    assert!(code < 2, "{words}");
    let folder = desk.path().join("下发");
    (desk, folder, whole_run)
}

#[test]
fn a_dispatch_that_is_killed_leaves_no_half_workbook() {
    let (desk, folder, whole_run) = dispatched();
    let whole: Vec<(String, Vec<u8>)> =
        names(&folder).into_iter().map(|name| (name.clone(), fs::read(folder.join(&name)).unwrap())).collect();
    let (mut dice, mut running) = (Dice(77), 0);
    for _ in 0..KILLS {
        fs::remove_dir_all(&folder).unwrap();
        running += usize::from(killed(desk.path(), &DISPATCH, whole_run.mul_f64(dice.roll() * 1.1)));
        for name in if folder.is_dir() { names(&folder) } else { BTreeSet::new() } {
            let is_whole = || whole.iter().any(|(own, bytes)| *own == name && *bytes == fs::read(folder.join(&name)).unwrap());
            assert!(is_temporary(&name) || is_whole(), "{name} is half a file");
        }
        fs::create_dir_all(&folder).unwrap();
    }
    assert!(running > KILLS / 2, "{running} of {KILLS} were killed");
    let (code, words) = run(desk.path(), &DISPATCH);
    assert!(code < 2, "{words}");
    assert!(names(&folder).iter().all(|name| !is_temporary(name)), "what was left is swept");
}

/// Ctrl-C ends a dispatch between two workbooks: what is there is whole, and nothing lies about.
#[cfg(unix)]
#[test]
fn a_dispatch_that_is_stopped_from_the_keyboard_leaves_whole_workbooks_only() {
    let (desk, folder, whole_run) = dispatched();
    let (mut dice, mut stopped) = (Dice(11), 0);
    for _ in 0..KILLS / 5 {
        fs::remove_dir_all(&folder).unwrap();
        let command = &mut Command::new(FENJIE);
        let child = command.args(DISPATCH).current_dir(desk.path()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        sleep(whole_run.mul_f64(0.1 + dice.roll() * 0.8));
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let ended = child.wait_with_output().unwrap();
        let words = String::from_utf8(ended.stderr).unwrap();
        if ended.status.code() == Some(130) {
            assert!(words.contains("停下了"), "{words}");
            stopped += 1;
        }
        let left = if folder.is_dir() { names(&folder) } else { BTreeSet::new() };
        assert!(left.iter().all(|name| !is_temporary(name)), "{left:?}");
        for name in left.iter().filter(|name| name.ends_with(".xlsx")) {
            assert!(read(&files::read(&folder.join(name), MAX_BYTES).unwrap(), Path::new(name)).is_ok(), "{name} is half a file");
        }
        fs::create_dir_all(&folder).unwrap();
    }
    assert!(stopped > 0, "none was stopped in time");
}

/// Runs the program where no file may grow beyond so many blocks of 512 or 1,024 bytes.
#[cfg(unix)]
fn cramped(desk: &Path, blocks: usize, arguments: &[&str]) -> (i32, String) {
    // Without the signal a write that is too long fails as on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let command = &mut Command::new("sh");
    let output = command.arg("-c").arg(script).arg(FENJIE).args(arguments).current_dir(desk).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[cfg(unix)]
#[test]
fn without_room_the_old_master_stays_and_the_message_says_so() {
    let desk = desk();
    let master = desk.path().join(MASTER);
    let old = fs::read(&master).unwrap();
    let known = names(desk.path());
    let (code, words) = cramped(desk.path(), 4, &MERGE);
    assert_eq!(code, 2, "{words}");
    assert!(words.contains(MASTER) && !words.contains("os error") && !words.contains("panicked"), "{words}");
    assert!(fs::read(&master).unwrap() == old && names(desk.path()) == known, "nothing is left behind");
    let (code, words) = cramped(desk.path(), 4, &["dispatch", "台账.json", "-o", "下发", "--period", "2031Q2"]);
    assert_eq!(code, 2, "{words}");
    assert!(names(&desk.path().join("下发")).is_empty(), "no half workbook");
}

#[test]
fn on_a_full_disk_the_old_master_stays() {
    let desk = desk();
    let small = desk.path().join("小盘");
    fs::create_dir(&small).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&small).output();
    if !mount.is_ok_and(|output| output.status.success()) {
        eprintln!("\n*** NOT TESTED: no right to mount a small disk ***\n");
        return;
    }
    let old = fs::read(desk.path().join(MASTER)).unwrap();
    let target = small.join(MASTER);
    let fits = fs::write(&target, &old).is_ok();
    let filler = File::create(small.join("占满")).and_then(|mut file| std::io::copy(&mut std::io::repeat(1), &mut file));
    let (code, words) = run(desk.path(), &["merge", MASTER, "报送", "-o", target.to_str().unwrap()]);
    let left = fs::read(&target).unwrap_or_default();
    let names = names(&small);
    let unmounted = Command::new("umount").arg(&small).status().unwrap();
    assert!(fits && filler.is_err() && unmounted.success());
    assert_eq!(code, 2, "{words}");
    assert!(words.contains("磁盘满了") && left == old && !names.iter().any(|name| is_temporary(name)), "{words} {names:?}");
}

#[test]
fn two_merges_at_once_leave_a_whole_master_with_what_one_of_them_said() {
    let desk = desk();
    fs::create_dir(desk.path().join("补报")).unwrap();
    let mut more = FILLED.book.clone();
    more.table().set("J4", "补报的说法");
    fs::write(desk.path().join(format!("补报/{UNIT}.xlsx")), more.bytes()).unwrap();
    let (old, mut refused) = (fs::read(desk.path().join(MASTER)).unwrap(), 0);
    let first = FILLED.book.sheets[0].text("J4");
    for round in 0..10 {
        fs::write(desk.path().join(MASTER), &old).unwrap();
        let start = |returns: &str| {
            let command = &mut Command::new(FENJIE);
            command.args(["merge", MASTER, returns, "-o", MASTER]).current_dir(desk.path()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let both = [start("报送"), start("补报")].map(|child| child.wait_with_output().unwrap());
        for output in &both {
            let words = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code().unwrap() < 2 || words.contains("再汇总一次"), "{words}");
            refused += usize::from(output.status.code() == Some(2));
        }
        let through = both.each_ref().map(|output| output.status.code().unwrap() < 2);
        let master = ledger(&desk.path().join(MASTER));
        let says = [first.as_str(), "补报的说法"].map(|text| master.entries.iter().any(|entry| &*entry.value == text));
        assert!(through == says && through != [false, false], "round {round}: {through:?}, the master has {says:?}");
    }
    eprintln!("two merges at once: {refused} of 20 were refused");
}

#[test]
fn a_master_that_changes_meanwhile_is_not_overwritten() {
    let desk = desk();
    let master = desk.path().join(MASTER);
    let old = fs::read(&master).unwrap();
    // The pipe is opened by the program when it reads the return: then the master is read already.
    let pipe = desk.path().join("报送/慢.csv");
    if !Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
        eprintln!("\n*** NOT TESTED: no mkfifo ***\n");
        return;
    }
    let command = &mut Command::new(FENJIE);
    let child = command.args(MERGE).current_dir(desk.path()).stderr(Stdio::piped()).spawn().unwrap();
    let mut writer = File::options().write(true).open(&pipe).unwrap();
    let changed = [old, b"\n".to_vec()].concat();
    fs::write(&master, &changed).unwrap();
    std::io::Write::write_all(&mut writer, "甲,乙\n".as_bytes()).unwrap();
    drop(writer);
    let output = child.wait_with_output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && words.contains("再汇总一次"), "{words}");
    assert!(fs::read(&master).unwrap() == changed);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_of_the_master_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let desk = desk();
    fs::create_dir(desk.path().join("共享")).unwrap();
    let real = desk.path().join("共享/真.xlsx");
    fs::rename(desk.path().join(MASTER), &real).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o660)).unwrap();
    std::os::unix::fs::symlink("共享/真.xlsx", desk.path().join(MASTER)).unwrap();
    let (code, words) = run(desk.path(), &MERGE);
    assert!(code < 2, "{words}");
    assert!(desk.path().join(MASTER).is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o660);
    assert_eq!(ledger(&real).entries.len(), 160);
}

#[test]
fn what_a_killed_run_left_is_swept_by_a_later_one() {
    let desk = desk();
    let (stale, fresh) = (desk.path().join(".fenjie-abc.tmp"), desk.path().join(".fenjie-def.tmp"));
    for (file, age) in [(&stale, 3 * 3600), (&fresh, 0)] {
        let file = File::create(file).unwrap();
        file.set_modified(std::time::SystemTime::now() - Duration::from_secs(age)).unwrap();
    }
    let (code, words) = run(desk.path(), &MERGE);
    assert!(code < 2, "{words}");
    assert!(!stale.exists() && fresh.exists(), "one that may still be written to is left alone");
}
