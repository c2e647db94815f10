//! A web page as a tree of nodes, built by html5ever, within limits that hold while it is being built.
//!
//! Browsers repair broken pages; some repairs multiply elements, and deep nesting makes each of them slow. So the depth and the
//! number of nodes are watched, and building stops where no page by a person would go.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::TokenizerResult;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, parse_document};

use crate::limits::{Limit, Limits};

/// Bytes given to the parser between two looks at the limits.
const STEP: usize = 16 * 1024;

/// The document itself.
pub(super) const ROOT: usize = 0;

/// A page. Nodes are named by their index.
#[derive(Debug)]
pub(super) struct Page {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    parent: Option<usize>,
    children: Vec<usize>,
    depth: usize,
    kind: Kind,
    name: QualName,
    attributes: Vec<Attribute>,
}

#[derive(Debug)]
enum Kind {
    Text(StrTendril),
    Element,
    /// The document, comments.
    Other,
}

/// What a node is.
pub(super) enum View<'a> {
    /// Text.
    Text(&'a str),
    /// An element of HTML, by its name in lower case.
    Element(&'a str),
    /// Nothing that says anything: comments, drawings.
    Other,
}

impl Page {
    /// Builds the tree of a page; the limit it goes beyond, in words, when it does.
    pub fn parse(text: &str, limits: &Limits) -> Result<Page, String> {
        let parser = parse_document(Builder::new(limits), ParseOpts::default());
        let mut rest = text;
        while !rest.is_empty() {
            let end = (STEP.min(rest.len())..=rest.len()).find(|&end| rest.is_char_boundary(end)).unwrap_or(rest.len());
            let (step, after) = rest.split_at(end);
            parser.input_buffer.push_back(StrTendril::from(step));
            while !matches!(parser.tokenizer.feed(&parser.input_buffer), TokenizerResult::Done) {}
            rest = after;
            if let Some(limit) = parser.tokenizer.sink.sink.beyond.get() {
                return Err(beyond(limit, limits));
            }
        }
        let builder = parser.finish();
        match builder.beyond.get() {
            Some(limit) => Err(beyond(limit, limits)),
            None => Ok(Page { nodes: builder.nodes.into_inner() }),
        }
    }

    /// What a node is.
    pub fn view(&self, node: usize) -> View<'_> {
        match self.nodes.get(node).map(|node| (&node.kind, &node.name)) {
            Some((Kind::Text(text), _)) => View::Text(text),
            Some((Kind::Element, name)) if *name.ns == *"http://www.w3.org/1999/xhtml" => View::Element(&name.local),
            _ => View::Other,
        }
    }

    /// The children of a node.
    pub fn children(&self, node: usize) -> &[usize] {
        self.nodes.get(node).map_or(&[], |node| &node.children)
    }

    /// The name of an element, `""` for anything else.
    pub fn name(&self, node: usize) -> &str {
        match self.view(node) {
            View::Element(name) => name,
            _ => "",
        }
    }

    /// The value of an attribute.
    pub fn attribute(&self, node: usize, name: &str) -> Option<&str> {
        let attributes = &self.nodes.get(node)?.attributes;
        attributes.iter().find(|attribute| *attribute.name.local == *name).map(|attribute| &*attribute.value)
    }

    /// The names of the elements a node stands in, from the inside out.
    pub fn around(&self, node: usize) -> impl Iterator<Item = &str> {
        let parent = |node: &usize| self.nodes.get(*node).and_then(|node| node.parent);
        std::iter::successors(parent(&node), parent).map(|node| self.name(node))
    }

    /// The element of an id.
    pub fn with_id(&self, id: &str) -> Option<usize> {
        (0..self.nodes.len()).find(|&node| self.attribute(node, "id") == Some(id))
    }
}

/// The tree while html5ever builds it.
struct Builder {
    nodes: RefCell<Vec<Node>>,
    beyond: Cell<Option<Limit>>,
    most_nodes: usize,
    deepest: usize,
}

/// What a page has too much of.
fn beyond(limit: Limit, limits: &Limits) -> String {
    match limit {
        Limit::PageDepth => format!("网页的标签嵌套超过 {} 层，不像正常网页", limits.of(limit)),
        _ => format!("网页的标签超过 {} 个，没有读", limits.of(limit)),
    }
}

impl Builder {
    fn new(limits: &Limits) -> Self {
        let (most_nodes, deepest) = (limits.count(Limit::PageNodes), limits.count(Limit::PageDepth));
        let builder = Builder { nodes: RefCell::new(Vec::new()), beyond: Cell::new(None), most_nodes, deepest };
        builder.add(Kind::Other, nameless(), Vec::new());
        builder
    }

    fn add(&self, kind: Kind, name: QualName, attributes: Vec<Attribute>) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        if nodes.len() >= self.most_nodes {
            self.beyond.set(Some(Limit::PageNodes));
        }
        nodes.push(Node { parent: None, children: Vec::new(), depth: 0, kind, name, attributes });
        nodes.len() - 1
    }

    /// Puts a node or a text among the children of `parent` at `at`; text joins the text before it.
    fn insert(&self, parent: usize, at: usize, child: NodeOrText<usize>) {
        let child = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).and_then(|before| nodes.get(parent)?.children.get(before).copied());
                if let Some(Node { kind: Kind::Text(before), .. }) = before.and_then(|before| nodes.get_mut(before)) {
                    before.push_tendril(&text);
                    return;
                }
                drop(nodes);
                self.add(Kind::Text(text), nameless(), Vec::new())
            }
        };
        self.detach(child);
        let mut nodes = self.nodes.borrow_mut();
        let Some(above) = nodes.get_mut(parent) else { return };
        let depth = above.depth + 1;
        above.children.insert(at.min(above.children.len()), child);
        if let Some(node) = nodes.get_mut(child) {
            (node.parent, node.depth) = (Some(parent), depth);
        }
        if depth > self.deepest {
            self.beyond.set(Some(Limit::PageDepth));
        }
    }

    fn count(&self, parent: usize) -> usize {
        self.nodes.borrow().get(parent).map_or(0, |node| node.children.len())
    }

    fn detach(&self, node: usize) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(parent) = nodes.get_mut(node).and_then(|node| node.parent.take()) else { return };
        if let Some(above) = nodes.get_mut(parent)
            && let Some(at) = above.children.iter().rposition(|&child| child == node)
        {
            above.children.remove(at);
        }
    }
}

fn nameless() -> QualName {
    QualName::new(None, Namespace::default(), LocalName::default())
}

impl TreeSink for Builder {
    type Handle = usize;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a usize) -> Ref<'a, QualName> {
        // Handles are only ever made by `add`, so the index is there.
        Ref::map(self.nodes.borrow(), |nodes| &nodes[*target].name)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> usize {
        self.add(Kind::Element, name, attributes)
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.add(Kind::Other, nameless(), Vec::new())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.add(Kind::Other, nameless(), Vec::new())
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.insert(*parent, self.count(*parent), child);
    }

    fn append_based_on_parent_node(&self, element: &usize, before: &usize, child: NodeOrText<usize>) {
        let has_parent = self.nodes.borrow().get(*element).is_some_and(|node| node.parent.is_some());
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What stands in a template stands below it, as anything else does.
    fn get_template_contents(&self, target: &usize) -> usize {
        *target
    }

    fn same_node(&self, one: &usize, other: &usize) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        if let NodeOrText::AppendNode(node) = child {
            self.detach(node);
        }
        let nodes = self.nodes.borrow();
        let Some(parent) = nodes.get(*sibling).and_then(|node| node.parent) else { return };
        // From behind: what is moved in front of a table stands near the end.
        let at = nodes.get(parent).and_then(|node| node.children.iter().rposition(|child| child == sibling));
        drop(nodes);
        self.insert(parent, at.unwrap_or(0), child);
    }

    fn add_attrs_if_missing(&self, target: &usize, attributes: Vec<Attribute>) {
        if let Some(node) = self.nodes.borrow_mut().get_mut(*target) {
            let missing: Vec<Attribute> =
                attributes.into_iter().filter(|new| node.attributes.iter().all(|old| old.name != new.name)).collect();
            node.attributes.extend(missing);
        }
    }

    fn remove_from_parent(&self, target: &usize) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let children = self.nodes.borrow_mut().get_mut(*node).map(|node| std::mem::take(&mut node.children)).unwrap_or_default();
        for child in children {
            if let Some(child) = self.nodes.borrow_mut().get_mut(child) {
                child.parent = None;
            }
            self.append(new_parent, NodeOrText::AppendNode(child));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Page, String> {
        Page::parse(text, &crate::limits::USUAL)
    }

    #[test]
    fn a_page_is_a_tree() {
        let page = parse("<p class=a>甲<b>乙</b><p>丙<table><tr><td>丁</table>").unwrap();
        let texts = (0..page.nodes.len()).filter_map(|node| if let View::Text(text) = page.view(node) { Some(text) } else { None });
        assert_eq!(texts.collect::<Vec<_>>(), ["甲", "乙", "丙", "丁"]);
        let svg = parse("<svg><text>图</text></svg>").unwrap();
        assert!(matches!(svg.view(svg.children(svg.children(svg.children(ROOT)[0])[1])[0]), View::Other));
    }

    #[test]
    fn building_stops_at_the_limits() {
        assert!(parse(&"<div>".repeat(400)).is_ok());
        assert!(parse(&"<div>".repeat(1_000_000)).unwrap_err().contains("512"));
        let multiplying: String = (0..3_000).map(|at| format!("<p><font size={at}>")).collect();
        assert!(parse(&multiplying).is_err());
        assert!(parse(&format!("<table>{}", "<b>x".repeat(2_000))).is_err());
        assert!(parse(&"<p>x".repeat(100_000)).is_ok(), "paragraphs nobody closed are no nesting");
    }
}
