//! Texts and telephone numbers.

use super::*;

#[test]
fn texts() {
    hold(
        Narrative,
        &[
            ("已建成冷库两座。", Some("已建成冷库两座。"), &[]),
            ("　　已建成冷库两座。 \n", Some("已建成冷库两座。"), &[]),
            ("一是选址。\r\n二是施工。\r三是验收。", Some("一是选址。\n二是施工。\n三是验收。"), &[]),
            ("一是选址。\n\n  二是施工。", Some("一是选址。\n\n  二是施工。"), &[]),
            ("甲\t乙", Some("甲\t乙"), &[]),
            ("甲  乙", Some("甲  乙"), &[]),
            ("进度😀👨‍👩‍👧❤️", Some("进度😀👨‍👩‍👧❤️"), &[]),
            ("𠮷村、𬭎镇", Some("𠮷村、𬭎镇"), &[]),
            ("責任已落實", Some("責任已落實"), &[]),
            ("ＡＢＣ１２３", Some("ＡＢＣ１２３"), &[]),
            ("<b>完成</b> &amp; _x000D_", Some("<b>完成</b> &amp; _x000D_"), &[]),
            ("=SUM(A1:A3)", Some("=SUM(A1:A3)"), &[]),
            ("无", Some("无"), &[]),
            ("/", Some("/"), &[]),
            ("0", Some("0"), &[]),
            ("TRUE", Some("TRUE"), &[]),
            ("50%", Some("50%"), &[]),
            ("甲\0乙", Some("甲␀乙"), &[ControlsShown]),
            ("甲\u{1}\u{1f}\u{7f}乙", Some("甲␁␟␡乙"), &[ControlsShown]),
            ("甲\u{b}乙", Some("甲␋乙"), &[ControlsShown]),
            ("\0", Some("␀"), &[ControlsShown]),
            ("甲\u{85}乙\u{FFFE}", Some("甲〔U+0085〕乙〔U+FFFE〕"), &[ControlsShown]),
            ("由\u{202E}股农田\u{202C}负责", Some("由\u{202E}股农田\u{202C}负责"), &[BidiControls]),
            ("由\u{2066}甲\u{2069}\0负责", Some("由\u{2066}甲\u{2069}␀负责"), &[ControlsShown, BidiControls]),
        ],
    );
    for field in [Problems, NextSteps, Reporter] {
        for written in ["同上", "甲\0乙", "无", " ", "#N/A", "一\r\n二", "\u{202E}甲"] {
            assert_eq!(read_answer(field, written, None), read_answer(Narrative, written, None), "{field:?} {written:?}");
        }
    }
}

#[test]
fn texts_that_stand_for_others() {
    hold(
        Narrative,
        &[
            ("同上", Some("同上"), &[Reference]),
            ("同 上。", Some("同 上。"), &[Reference]),
            ("（同上）", Some("（同上）"), &[Reference]),
            ("〃", Some("〃"), &[Reference]),
            ("同上期", Some("同上期"), &[Reference]),
            ("同上一季度", Some("同上一季度"), &[Reference]),
            ("详见第3项", Some("详见第3项"), &[Reference]),
            ("詳見附件2", Some("詳見附件2"), &[Reference]),
            ("见附件", Some("见附件"), &[Reference]),
            ("见上", Some("见上"), &[Reference]),
            ("同第（二）项", Some("同第（二）项"), &[Reference]),
            ("同第十二项", Some("同第十二项"), &[Reference]),
            ("见第5行。", Some("见第5行。"), &[Reference]),
            ("同第三方机构签约", Some("同第三方机构签约"), &[]),
            ("同上级部门对接2次", Some("同上级部门对接2次"), &[]),
            ("见上级有关要求", Some("见上级有关要求"), &[]),
            ("已建成冷库两座，详见附件。", Some("已建成冷库两座，详见附件。"), &[]),
            ("详见附件，已建成冷库两座。", Some("详见附件，已建成冷库两座。"), &[]),
            (" \t\u{3000}\u{a0}\u{200b}\r\n", None, &[Blank]),
            ("\n", None, &[Blank]),
            ("#REF!", None, &[ErrorValue]),
            (" #NAME? ", None, &[ErrorValue]),
            ("#N/A", None, &[ErrorValue]),
            ("#1楼已封顶!", Some("#1楼已封顶!"), &[]),
            ("#2!", Some("#2!"), &[]),
            ("出现 #REF! 一处", Some("出现 #REF! 一处"), &[]),
            ("=DISPIMG(\"ID_0123\",1)", None, &[DoubtfulPicture]),
            ("=_xlfn.DISPIMG(\"ID_0123\",1)", None, &[DoubtfulPicture]),
            ("=dispimg(\"ID_0123\",1)", None, &[DoubtfulPicture]),
        ],
    );
}

#[test]
fn telephone_numbers() {
    hold(
        Phone,
        &[
            ("13800000000", Some("13800000000"), &[]),
            (" 138 0000 0000 ", Some("138 0000 0000"), &[]),
            ("0999-1234567转8", Some("0999-1234567转8"), &[]),
            ("１３８００００００００", Some("１３８００００００００"), &[]),
            ("13800000000/13900000000", Some("13800000000/13900000000"), &[]),
            ("13800000000\r\n13900000000", Some("13800000000\n13900000000"), &[]),
            ("1.38E+10", Some("1.38E+10"), &[Suspicious]),
            ("1.38e10", Some("1.38e10"), &[Suspicious]),
            ("1E+10", Some("1E+10"), &[Suspicious]),
            ("E座2楼", Some("E座2楼"), &[]),
            ("1.E+10", Some("1.E+10"), &[]),
            ("无", Some("无"), &[]),
            ("同上", Some("同上"), &[Reference]),
            ("", None, &[Blank]),
        ],
    );
}

#[test]
fn long_texts_stay_whole_and_take_linear_time() {
    let long = "已建成冷库两座；".repeat(9_000);
    assert_eq!(read_answer(Narrative, &long, None), Answer::of(long, None));
    for part in ["完成", "约", "9", "十", "见", "(", "3月", " ", "\0", "\r", "=DISPIMG", "#", "E1", "𠮷\u{202E}"] {
        let text = part.repeat(600_000 / part.len());
        #[allow(clippy::disallowed_methods)] // the time is the test
        let start = std::time::Instant::now();
        for field in FIELDS {
            let _ = read_answer(field, &text, Some(2031));
        }
        // A second or two unoptimised; with one pass more for each character, hours.
        assert!(start.elapsed().as_secs() < 15, "{part:?} took {:?}", start.elapsed());
    }
    assert_eq!(read_answer(Status, &"完成".repeat(40), None), Answer::none(Unparsed));
}
