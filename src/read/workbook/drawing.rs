//! What lies over the cells of an Excel sheet: text boxes, shapes with text, pictures, each with the cell its corner is pinned to.
//!
//! Called by `package` with the text of a drawing part. Charts and what a group only arranges say nothing and are left out.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::Cell;
use super::parts::reference;

/// What a drawing part holds.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Drawing {
    /// Text boxes and shapes, as cells at the places they are pinned to.
    pub texts: Vec<Cell>,
    /// Where pictures are pinned to.
    pub pictures: Vec<(u32, u32)>,
}

/// The open anchor: one object, or a group of them.
#[derive(Default)]
struct Anchor {
    row: u32,
    column: u32,
    text: String,
    has_picture: bool,
}

impl Drawing {
    /// Reads a drawing part.
    pub(super) fn read(xml: &str) -> Drawing {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        let mut drawing = Drawing::default();
        let mut anchor = Anchor::default();
        let mut open: Vec<String> = Vec::new();
        // What stands in for newer markup says the same again.
        let mut fallbacks = 0usize;
        loop {
            let text = match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    let name = tag.local_name().as_ref().to_owned();
                    match name.as_str() {
                        "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => anchor = Anchor::default(),
                        "Fallback" => fallbacks += 1,
                        "pic" => anchor.has_picture |= fallbacks == 0,
                        "p" if !anchor.text.is_empty() && !anchor.text.ends_with('\n') => anchor.text.push('\n'),
                        "br" => anchor.text.push('\n'),
                        _ => {}
                    }
                    open.push(name);
                    continue;
                }
                Ok(Event::End(_)) => {
                    match open.pop().as_deref() {
                        Some("twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor") => drawing.take(std::mem::take(&mut anchor)),
                        Some("Fallback") => fallbacks = fallbacks.saturating_sub(1),
                        _ => {}
                    }
                    continue;
                }
                Ok(Event::Text(text)) => text.xml10_content().into_owned(),
                Ok(Event::GeneralRef(name)) => reference(&name),
                Ok(Event::Eof) | Err(_) => return drawing,
                Ok(_) => continue,
            };
            match (open.iter().rev().nth(1).map(String::as_str), open.last().map(String::as_str)) {
                (Some("from"), Some("col")) => anchor.column = text.trim().parse().unwrap_or(anchor.column),
                (Some("from"), Some("row")) => anchor.row = text.trim().parse().unwrap_or(anchor.row),
                (Some(_), Some("t")) if fallbacks == 0 => anchor.text.push_str(&text),
                _ => {}
            }
        }
    }

    fn take(&mut self, anchor: Anchor) {
        let Anchor { row, column, text, has_picture } = anchor;
        if !text.trim().is_empty() {
            self.texts.push(Cell { row, column, text: text.trim().to_owned(), number: None });
        }
        if has_picture {
            self.pictures.push((row, column));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_pictures_with_their_cells() {
        let from = |column: u32, row: u32| {
            format!(
                "<xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>9</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>8</xdr:rowOff></xdr:from>"
            )
        };
        let body = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>第5项</a:t></a:r><a:r><a:t>已&lt;并&gt;入</a:t></a:r></a:p><a:p><a:r><a:t>第6项</a:t></a:r></a:p></xdr:txBody></xdr:sp>";
        let xml = format!(
            "<xdr:wsDr><xdr:twoCellAnchor>{}<xdr:to><xdr:col>9</xdr:col></xdr:to>{body}</xdr:twoCellAnchor>\
             <xdr:oneCellAnchor>{}<mc:AlternateContent><mc:Choice>{body}</mc:Choice><mc:Fallback>{body}<xdr:pic/></mc:Fallback></mc:AlternateContent></xdr:oneCellAnchor>\
             <xdr:twoCellAnchor>{}<xdr:pic/></xdr:twoCellAnchor><xdr:twoCellAnchor>{}<xdr:graphicFrame/></xdr:twoCellAnchor></xdr:wsDr>",
            from(7, 2),
            from(0, 1),
            from(1, 4),
            from(3, 3)
        );
        let drawing = Drawing::read(&xml);
        let texts: Vec<(u32, u32, &str)> = drawing.texts.iter().map(|cell| (cell.row, cell.column, cell.text.as_str())).collect();
        assert_eq!(texts, [(2, 7, "第5项已<并>入\n第6项"), (1, 0, "第5项已<并>入\n第6项")]);
        assert_eq!(drawing.pictures, [(4, 1)]);
    }
}
