//! Layout files: the built-in ones, and what is said about one with a mistake.

use std::path::Path;

use fenjie::error::Error;
use fenjie::write::{FIELDS, Layout};

use super::write_support::layout;

#[test]
fn every_built_in_layout_reads_and_is_sound() {
    assert!(Layout::names().contains(&Layout::DEFAULT));
    for name in Layout::names() {
        let layout = layout(name);
        assert_eq!(layout.name, name);
        let headers: Vec<&str> = layout.columns.iter().map(|column| column.header.as_str()).collect();
        assert!(headers.iter().enumerate().all(|(at, header)| !headers[at + 1..].contains(header)), "{name}: {headers:?}");
        assert_eq!((headers.first(), headers.last()), (Some(&"序号"), Some(&"编码")), "{name}");
        for wanted in ["工作任务", "牵头领导", "牵头股室", "相关责任单位"] {
            assert!(headers.contains(&wanted), "{name} {wanted}");
        }
        assert!(layout.columns.iter().filter(|column| column.fill_in).all(|column| column.only_field().is_some()));
        assert_eq!(Layout::from_toml(Path::new("自己的.toml"), Layout::source(name).unwrap()).unwrap(), layout);
    }
}

#[test]
fn an_unknown_name_lists_the_known_ones() {
    let message = Layout::named("分解").unwrap_err().to_string();
    assert!(message.contains("分解") && Layout::names().iter().all(|name| message.contains(name)), "{message}");
}

/// The default layout with one line changed: the error's key and reason.
fn mistake(line: &str, with: &str) -> (String, String) {
    let source = Layout::source(Layout::DEFAULT).unwrap();
    let at = source.lines().position(|known| known == line).unwrap_or_else(|| panic!("no line {line}")) + 1;
    let text: String =
        source.lines().enumerate().map(|(number, known)| if number + 1 == at { with } else { known }.to_owned() + "\n").collect();
    match Layout::from_toml(Path::new("版式/自己的.toml"), &text) {
        Err(Error::BadConfig { file, line, key, reason }) => {
            assert_eq!(file, Path::new("版式/自己的.toml"));
            assert_eq!(line, at, "{key}: {reason}");
            (key, reason)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn mistakes_are_named_with_line_and_key() {
    for (line, with, key, words) in [
        ("width = 6", "widht = 6", "columns[1].width", "缺少"),
        ("width = 6", "width = 6\nwide = 7", "columns[1].wide", "可用的有：width、header"),
        ("width = 6", "width = \"6\"", "columns[1].width", "1 至 255"),
        ("width = 6", "width = 0", "columns[1].width", "1 至 255"),
        ("width = 6", "width = nan", "columns[1].width", "1 至 255"),
        ("max_width = 110", "max_width = 20", "columns[2].max_width", "70 至 255"),
        ("field = \"seq\"", "field = \"seqq\"", "columns[1].field", "可用的有：id、seq、number"),
        ("field = \"seq\"", "field = 1", "columns[1].field", "引号"),
        ("    { field = \"title\" },", "    { field = \"heading\" },", "columns[2].parts[1].field", "不认识“heading”"),
        ("    { field = \"title\" },", "    { field = \"title\", join = \"。\" },", "columns[2].parts[1].join", "joint"),
        ("align = \"center\"", "align = \"middle\"", "columns[1].align", "left、center、right"),
        ("rows = \"always\"", "rows = true", "sections.rows", "引号"),
        ("fill = \"#E7E6E6\"", "fill = \"grey\"", "header.fill", "#FFF9E5"),
        ("paper = \"A4\"", "paper = \"B5\"", "page.paper", "A4、A3"),
        ("freeze_columns = 2", "freeze_columns = 2.5", "page.freeze_columns", "整数"),
        ("name = \"责任分解表\"", "name = \"a/b\"", "name", "工作表"),
        ("name = \"责任分解表\"", "name = \"History\"", "name", "工作表"),
        ("format = \"fenjie.layout/1\"", "format = \"fenjie.layout/2\"", "format", "fenjie.layout/1"),
        ("text = [\"{title}责任分解表\", \"责任分解表\"]", "text = [\"{titel}表\"]", "title.text", "不认识“{titel}”"),
        ("text = [\"{title}责任分解表\", \"责任分解表\"]", "text = [1]", "title.text", "一组文字"),
        ("text = [\"{title}责任分解表\", \"责任分解表\"]", "text = [\"{title表\"]", "title.text", "不认识"),
        ("when = \"any\"", "when = \"never\"", "columns[6].when", "always、any"),
        ("colour = \"#808080\"", "colour = \"#80808\"", "columns[7].colour", "#FFF9E5"),
    ] {
        let source = Layout::source(Layout::DEFAULT).unwrap();
        let text = source.replacen(line, with, 1);
        let Err(error) = Layout::from_toml(Path::new("自己的.toml"), &text) else { panic!("{with} is accepted") };
        let Error::BadConfig { line: at, key: named, reason, .. } = &error else { panic!("{error}") };
        assert_eq!(named, key, "{error}");
        assert!(reason.contains(words), "{error}");
        let message = error.to_string();
        assert!(message.contains("自己的.toml") && message.contains(&format!("第 {at} 行")) && message.contains(key));
        if words != "缺少" {
            let faulty = text.lines().nth(at - 1).unwrap();
            assert!(with.lines().any(|line| line == faulty), "{key}: line {at} is {faulty}");
        }
    }
}

#[test]
fn what_is_not_toml_is_named_with_its_line() {
    assert_eq!(mistake("width = 6", "width = ").0, "width");
    assert!(mistake("width = 6", "width = 6 7").1.contains("TOML"));
    assert!(mistake("header = \"序号\"", "header = \"序号").1.contains("TOML"));
    for text in ["", "\u{FEFF}", "[[", "format = 1", "a = [[[[[[[[", "format = \"fenjie.layout/1\""] {
        assert!(matches!(Layout::from_toml(Path::new("甲.toml"), text), Err(Error::BadConfig { .. })), "{text}");
    }
}

#[test]
fn every_field_can_be_a_column() {
    for (name, _) in FIELDS {
        let text = Layout::source(Layout::DEFAULT).unwrap().replacen("field = \"seq\"", &format!("field = \"{name}\""), 1);
        Layout::from_toml(Path::new("甲.toml"), &text).unwrap();
    }
}
