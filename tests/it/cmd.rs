//! The program as it is used: the pages in `tests/cmd`, every example in the help, and what needs files of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FENJIE: &str = env!("CARGO_BIN_EXE_fenjie");

/// The commands whose help has examples.
const COMMANDS: &[&[&str]] = &[
    &["--help"],
    &["convert", "--help"],
    &["roster", "--help"],
    &["dispatch", "--help"],
    &["check", "--help"],
    &["merge", "--help"],
    &["trace", "--help"],
    &["revise", "--help"],
    &["layouts", "--help"],
    &["completions", "--help"],
    &["man", "--help"],
];

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fenjie(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(FENJIE).args(arguments).current_dir(folder).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A folder of our own with the samples in it.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    std::fs::create_dir(desk.path().join("samples")).unwrap();
    for sample in samples() {
        std::fs::copy(&sample, desk.path().join("samples").join(sample.file_name().unwrap())).unwrap();
    }
    let returns = desk.path().join("samples/汇总/返回");
    std::fs::create_dir_all(&returns).unwrap();
    for (from, to) in [("samples/汇总", returns.parent().unwrap()), ("samples/汇总/返回", &returns)] {
        let files = project().join(from).read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        files.for_each(|file| {
            std::fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
        });
    }
    desk
}

fn samples() -> Vec<PathBuf> {
    let mut samples: Vec<PathBuf> =
        project().join("samples").read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    samples.sort();
    assert!(samples.len() >= 5);
    samples
}

/// The pages about errors run in a folder of their own, and leave it as it was.
#[test]
fn pages_show_what_the_program_says() {
    let folder = project().join("tests/cmd/errors.in");
    let before = names(&folder);
    trycmd::TestCases::new().case("tests/cmd/*.md").run();
    assert_eq!(names(&folder), before, "an error writes nothing");
}

/// Every line of an example works when it is pasted, in the order in which the help gives them.
#[test]
fn examples_in_the_help_work_as_pasted() {
    let desk = desk();
    let folders = [Path::new(FENJIE).parent().unwrap().to_owned()];
    let path = std::env::join_paths(folders.into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap()))).unwrap();
    let mut ran = 0;
    for arguments in COMMANDS {
        let help = String::from_utf8(fenjie(desk.path(), arguments).stdout).unwrap();
        for line in help.lines().filter(|line| line.starts_with("  fenjie ") || line.starts_with("  cat ")) {
            let output = Command::new("sh").args(["-c", line]).env("PATH", &path).current_dir(desk.path()).output().unwrap();
            // 1: done, and a person must look; samples of returns have something to look at.
            assert!(matches!(output.status.code(), Some(0 | 1)), "{line}\n{}", words(&output));
            ran += 1;
        }
    }
    assert!(ran >= 10, "{ran}");
}

/// Every sample in every format: done, or done with an attachment to fetch; the same bytes twice; nothing else in the folder.
#[test]
fn samples_convert_to_every_format() {
    let desk = desk();
    for sample in samples() {
        let name = format!("samples/{}", sample.file_name().unwrap().to_string_lossy());
        let expected = if name.contains("附件") { 1 } else { 0 };
        for writer in fenjie::write::WRITERS {
            let targets = [format!("甲.{}", writer.name), format!("乙.{}", writer.name)];
            for target in &targets {
                let output = fenjie(desk.path(), &["convert", &name, "-o", target]);
                assert_eq!(output.status.code(), Some(expected), "{name} to {target}: {}", words(&output));
                assert!(words(&output).contains(&format!("已写入 {target}")), "{}", words(&output));
            }
            let [one, other] = targets.map(|target| std::fs::read(desk.path().join(target)).unwrap());
            assert!(one == other, "{name} to {}: two runs differ", writer.name);
        }
    }
    assert_eq!(names(desk.path()).len(), 1 + 2 * fenjie::write::WRITERS.len(), "no temporary file is left");
}

#[test]
fn standard_input_and_output_take_the_place_of_files() {
    let desk = desk();
    let name = "samples/望川县2023年教育工作要点.txt";
    let plan = std::fs::File::open(desk.path().join(name)).unwrap();
    let piped = Command::new(FENJIE).args(["convert", "-", "-o", "-", "--to", "xlsx", "-q"]).stdin(plan).output().unwrap();
    assert!(piped.status.success() && words(&piped).is_empty(), "{}", words(&piped));
    assert!(fenjie(desk.path(), &["convert", name, "-o", "a.xlsx"]).status.success());
    assert!(piped.stdout == std::fs::read(desk.path().join("a.xlsx")).unwrap(), "the same bytes through a pipe");
    let nothing = Command::new(FENJIE).args(["convert", "-", "--to", "md"]).stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!(nothing.status.code(), Some(2));
    assert!(words(&nothing).contains("标准输入里没有内容"));
}

#[test]
fn the_trace_accounts_for_every_character() {
    let desk = desk();
    let name = "samples/栖云市2023年文旅融合提质任务分工.txt";
    assert!(fenjie(desk.path(), &["convert", name, "--to", "json", "-o", "a.json", "--trace", "核对.tsv"]).status.success());
    let trace = std::fs::read_to_string(desk.path().join("核对.tsv")).unwrap();
    let sum = |what: &str| {
        trace.lines().find_map(|line| line.strip_prefix(&format!("sum\t{what}\t\t"))).unwrap().trim().parse::<usize>().unwrap()
    };
    assert_eq!(sum("claimed"), sum("printed"));
    let plan = std::fs::read_to_string(desk.path().join(name)).unwrap();
    assert_eq!(sum("printed"), plan.chars().filter(|c| !c.is_whitespace()).count());
}

/// Chinese folders, blanks, a file that is there already, a file that must not be changed, a link to the input.
#[test]
fn outputs_are_replaced_whole_or_not_at_all() {
    let desk = desk();
    let plan = "samples/望川县2023年教育工作要点.txt";
    let folder = desk.path().join("督查室 2023");
    std::fs::create_dir(&folder).unwrap();
    let target = folder.join("责任 分解表.xlsx");
    let target = target.to_str().unwrap();
    assert!(!words(&fenjie(desk.path(), &["convert", plan, "-o", target])).contains("换掉"));
    assert!(words(&fenjie(desk.path(), &["转换", plan, "-o", target])).contains("换掉了原来的同名文件"));
    assert_eq!(names(&folder), ["责任 分解表.xlsx"]);

    let mut permissions = std::fs::metadata(target).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(target, permissions).unwrap();
    let refused = fenjie(desk.path(), &["convert", plan, "-o", target, "--layout", "总台账"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(words(&refused).contains("写不了") && words(&refused).contains("没有权限"), "{}", words(&refused));
    assert_eq!(names(&folder), ["责任 分解表.xlsx"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_input_is_the_input() {
    let desk = desk();
    let plan = "samples/望川县2023年教育工作要点.txt";
    std::os::unix::fs::symlink(desk.path().join(plan), desk.path().join("a.csv")).unwrap();
    let refused = fenjie(desk.path(), &["convert", plan, "-o", "a.csv"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(words(&refused).contains("写到了要读的文件"), "{}", words(&refused));
}

#[test]
fn an_own_layout_starts_from_a_built_in_one() {
    let desk = desk();
    assert!(fenjie(desk.path(), &["layouts", "责任分解表", "-o", "我的版式.toml"]).status.success());
    let file = desk.path().join("我的版式.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("\u{feff}{}", text.replace("header = \"牵头股室\"", "header = \"主办科室\""))).unwrap();
    let plan = "samples/望川县2023年教育工作要点.txt";
    let output = fenjie(desk.path(), &["convert", plan, "--to", "md", "--layout", "我的版式.toml"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("主办科室"), "{}", words(&output));
}

/// An office's own words are read in text, in tables and inside their cells, and a mistake in their file is named.
#[test]
fn own_words_are_read() {
    let desk = desk();
    let at = |name: &str| desk.path().join(name);
    std::fs::write(at("表.csv"), "序号,攻坚点,主攻,策应\n1,建成东渡口候船亭2座,航务股,海事站\n2,清理碍航渔具,执法队,航务股\n").unwrap();
    std::fs::write(at("文.txt"), "东渡镇2031年工作要点\n1.建成候船亭2座。\n挂帅单位：航务股\n2.清理碍航渔具。\n挂帅单位：执法队\n")
        .unwrap();
    std::fs::write(at("格.csv"), "序号,工作任务,责任单位\n1,建成候船亭2座,挂帅单位：航务股\n2,清理碍航渔具,挂帅单位：执法队\n").unwrap();
    let words_file = "[fields.title]\nheaders = [\"攻坚点\"]\n[fields.lead_departments]\nlabels = [\"挂帅单位\"]\nheaders = [\"主攻\"]\n\
        [fields.units]\nheaders = [\"策应\"]\n";
    std::fs::write(at("自用词.toml"), format!("\u{feff}{words_file}")).unwrap();
    for file in ["表.csv", "格.csv", "文.txt"] {
        let read = |more: &[&str]| {
            let output = fenjie(desk.path(), &[&["convert", file, "--to", "json"], more].concat());
            serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap_or_else(|_| panic!("{file}: {}", words(&output)))
        };
        let leads = |plan: serde_json::Value| {
            plan["plan"]["tasks"].as_array().unwrap().iter().map(|task| task["lead_departments"].to_string()).collect::<Vec<_>>()
        };
        assert!(!leads(read(&[])).contains(&"[\"航务股\"]".to_owned()), "{file}: the words are not built in");
        assert_eq!(leads(read(&["--synonyms", "自用词.toml"])), ["[\"航务股\"]", "[\"执法队\"]"], "{file}");
    }
    std::fs::write(at("错.toml"), "[fields.title]\nlabels = [\"甲\"]\nlabel = [\"乙\"]\n").unwrap();
    let refused = fenjie(desk.path(), &["convert", "表.csv", "--to", "json", "--synonyms", "错.toml"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(
        words(&refused),
        "转换没做成：“错.toml”第 3 行（fields.title.label）写错了：不认识这个键，可用的有：labels、headers。请改好再试。\n"
    );
}

/// An old document is read through LibreOffice where that is installed, and nothing of it is left; elsewhere it is said what to do.
#[cfg(feature = "docx")]
#[test]
fn old_documents_are_read_through_libreoffice() {
    let desk = desk();
    assert!(fenjie(desk.path(), &["convert", "samples/望川县2023年教育工作要点.txt", "-o", "a.docx"]).status.success());
    let docx = std::fs::read(desk.path().join("a.docx")).unwrap();
    for extension in ["doc", "rtf", "odt"] {
        let Some(old) = super::office::converted(&docx, "docx", extension) else { return };
        let name = format!("要点 旧.{extension}");
        std::fs::write(desk.path().join(&name), &old).unwrap();
        let output = fenjie(desk.path(), &["convert", &name, "-o", "b.json"]);
        let said = words(&output);
        assert!(
            matches!(output.status.code(), Some(0 | 1)) && said.contains("LibreOffice") && said.contains("12 项任务：12 项有牵头领导"),
            "{extension}: {said}"
        );
        assert_eq!(std::fs::read(desk.path().join(&name)).unwrap(), old, "the input is as it was");
        assert_eq!(names(desk.path()).len(), 4, "{:?}", names(desk.path()));
        let bare = Command::new(FENJIE).args(["convert", &name, "-o", "c.json"]).env("PATH", "").current_dir(desk.path()).output().unwrap();
        assert_eq!(bare.status.code(), Some(2));
        assert!(words(&bare).contains(&name) && words(&bare).contains("另存为"), "{}", words(&bare));
        std::fs::remove_file(desk.path().join(&name)).unwrap();
    }
}

/// Colour is for terminals only, and `NO_COLOR` and pipes get none.
#[test]
fn words_in_a_pipe_have_no_colour() {
    let output = fenjie(project(), &["convert", "没有这个文件.txt", "-o", "a.xlsx"]);
    assert_eq!(words(&output), "转换没做成：找不到“没有这个文件.txt”。请检查文件名和所在文件夹。\n");
    assert!(output.stdout.is_empty());
}

/// The two commands of the README are the two commands that are tested.
#[test]
fn readme_names_the_commands_that_are_run() {
    let ci = std::fs::read_to_string(project().join(".ci/run")).unwrap();
    assert!(ci.lines().any(|line| line.trim() == "run cargo test"), ".ci/run runs the README's test command");
    for name in ["README.md", "README.zh-CN.md"] {
        let readme = std::fs::read_to_string(project().join(name)).unwrap();
        assert!(readme.lines().any(|line| line == "cargo test"), "{name}");
        let run =
            readme.lines().find_map(|line| line.strip_prefix("cargo run --release -- ")).unwrap_or_else(|| panic!("{name}: the main job"));
        let output = fenjie(desk().path(), &run.split(' ').collect::<Vec<_>>());
        assert!(output.status.success(), "{name}: {run}\n{}", words(&output));
    }
}
