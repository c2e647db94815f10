//! Web pages: what a browser shows, told from what stands around it.

use std::path::Path;

use fenjie::model::Place;
use fenjie::read::{Reading, read};

fn reading(page: &[u8]) -> Reading {
    read(page, Path::new("页面.html")).unwrap()
}

/// The lines of running text.
fn lines(page: &str) -> Vec<String> {
    let reading = reading(page.as_bytes());
    let beside = ["page chrome", "page control", "page title", "hidden text", "picture", "phonetic guide"];
    let kept: Vec<&str> =
        reading.ledger.plan.rest.iter().filter(|rest| beside.contains(&rest.why.as_str())).map(|rest| rest.text.as_str()).collect();
    let sources = reading.account.sources().iter().filter(|source| matches!(source.place, Place::Line { .. }));
    sources.map(|source| source.text.clone()).filter(|text| !kept.contains(&text.as_str())).collect()
}

#[test]
fn blocks_are_lines() {
    for (page, expected) in [
        ("<p>甲</p><p>乙<br>丙</p>丁", vec!["甲", "乙", "丙", "丁"]),
        ("<p>甲 \n  <b>乙</b>\t丙&nbsp;丁&lt;戊&gt;&amp;</p>", vec!["甲 乙 丙\u{a0}丁<戊>&"]),
        ("<div>一<div>二</div>三</div><br><br><h2>四</h2>", vec!["一", "二", "三", "", "", "四"]),
        ("<div>&emsp;&emsp;首行缩进</div>", vec!["\u{2003}\u{2003}首行缩进"]),
        ("<pre>第一行\n  第二行</pre>后", vec!["第一行", "  第二行", "后"]),
        (
            "<ol><li>选址</li><li><p>施工</p></li><li>三、验收</li></ol><ol type=a start=3><li>甲</ol><ul><li>点</ul>",
            vec!["1. 选址", "2. 施工", "三、验收", "c. 甲", "点"],
        ),
        ("<p><span>职</span><span>责</span><a href='http://a.invalid'>链接</a></p>", vec!["职责链接"]),
        ("<script>var a = '一、甲';</script><style>p{}</style><p>正文</p><!-- 注释 --><template>模板</template>", vec!["正文"]),
    ] {
        assert_eq!(lines(page), expected, "{page}");
    }
}

#[test]
fn what_stands_around_the_article_is_kept_apart() {
    let page = "<!DOCTYPE html><html><head><title>某县 - 首页</title></head><body><header>某县门户网站</header><nav><ul><li>首页</li><li>政务公开</li></ul></nav>\
        <article><header><h1>2031年栖云县水利工作要点</h1></header><p>一、治水</p></article>\
        <p style='display: none'>藏起来的</p><div role=search>请输入</div><button>打印</button><img src=a.png alt=示意图><aside>热门</aside><footer>版权归谁</footer></body></html>";
    assert_eq!(lines(page), ["2031年栖云县水利工作要点", "一、治水"]);
    let rest: Vec<(String, String)> = reading(page.as_bytes()).ledger.plan.rest.into_iter().map(|rest| (rest.why, rest.text)).collect();
    for (why, text) in [
        ("page title", "某县 - 首页"),
        ("page chrome", "某县门户网站"),
        ("page chrome", "首页\n政务公开"),
        ("hidden text", "藏起来的"),
        ("page chrome", "请输入"),
        ("page control", "打印"),
        ("picture", "示意图"),
        ("page chrome", "热门"),
        ("page chrome", "版权归谁"),
    ] {
        assert!(rest.contains(&(why.to_owned(), text.to_owned())), "{why} {text}: {rest:?}");
    }
}

const TABLE: &str =
    "<table border=1><caption>栖云县2031年重点任务分解表</caption><thead><tr><th>序号<th>工作任务<th>牵头股室<th>完成时限</thead>
<tr><td>1<td>修建步道三公里。<td rowspan=2>建设股<td>10月底前
<tr><td>2<td>改造公厕五座，<br>并做好&nbsp;管护。<td>年底前
<tr><td colspan=4>备注：以上任务纳入考核。</table>";

#[test]
fn tables_become_grids_with_their_merges() {
    let reading = reading(TABLE.as_bytes());
    let tasks = &reading.ledger.plan.tasks;
    assert_eq!(tasks.len(), 2, "{tasks:#?}");
    assert_eq!(tasks[0].lead_departments, ["建设股"]);
    assert_eq!(tasks[1].lead_departments, ["建设股"], "merged down");
    let deadlines: Vec<&str> = tasks.iter().map(|task| task.deadline.as_ref().map_or("", |deadline| &deadline.raw)).collect();
    assert_eq!(deadlines, ["10月底前", "年底前"], "right of the merged cell");
    assert_eq!(tasks[1].content.as_deref(), Some("改造公厕五座，\n并做好\u{a0}管护。"));
    assert_eq!(tasks[1].place, Some(Place::Row { sheet: "表1".into(), row: 3, column: Some(1) }));
    let sums = reading.account.sums();
    assert_eq!((sums.printed, sums.twice), (sums.claimed, 0));
}

#[test]
fn encodings_and_wrong_extensions() {
    let page =
        format!("<html><head><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"></head><body>{TABLE}</body></html>");
    let gb = encoding_rs::GB18030.encode(&page).0.into_owned();
    let undeclared = encoding_rs::GB18030.encode(TABLE).0.into_owned();
    let utf16: Vec<u8> = format!("\u{FEFF}{}", page).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wrong = page.replace("gb2312", "utf-8");
    let wrong = encoding_rs::GB18030.encode(&wrong).0.into_owned();
    let bom = [b"\xEF\xBB\xBF".as_slice(), page.replace("gb2312", "utf-8").as_bytes()].concat();
    for bytes in [&gb, &undeclared, &utf16, &wrong, &bom] {
        let reading = read(bytes, Path::new("去年的表.xls")).unwrap();
        assert_eq!(reading.ledger.plan.tasks.len(), 2);
        assert_eq!(reading.ledger.plan.tasks[0].lead_departments, ["建设股"]);
    }
    let message = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"=b\"\r\n\r\n--=b\r\nContent-Type: text/html; charset=gb2312\r\n\r\n";
    let message = [message.as_bytes(), &gb, b"\r\n--=b--\r\n"].concat();
    assert_eq!(read(&message, Path::new("存档.mht")).unwrap().ledger.plan.tasks.len(), 2);
}

#[test]
fn a_page_arranged_by_tables_holds_its_table() {
    let page = format!("<table><tr><td>左栏<td><p>某县文件</p>{TABLE}<p>附注</p></table>");
    assert_eq!(reading(page.as_bytes()).ledger.plan.tasks.len(), 2);
    assert_eq!(lines(&page), ["左栏", "某县文件", "栖云县2031年重点任务分解表", "附注"]);
}

#[test]
fn pages_beyond_any_browser_are_refused() {
    let deep = format!("<html>{}", "<div>".repeat(100_000));
    assert!(read(deep.as_bytes(), Path::new("深.html")).unwrap_err().to_string().contains("深.html"));
    assert!(read(b"<html></html>", Path::new("空.html")).unwrap().findings.iter().any(|finding| finding.rule == "R002"));
}
