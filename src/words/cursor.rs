//! A place in a text, from which words are matched by hand in both directions.
//!
//! Matching sees a folded text (half width, simplified characters, one kind of blank); offsets are those of the text as
//! printed. Used by `deadline` and `targets`. It never allocates, and every step is bounded by the word it matches, so
//! callers stay linear. It does not decide what words mean.

/// Blanks skipped between two parts of an expression: `"2020 年"`. More than that is a gap in a layout.
const MAX_BLANKS: usize = 3;

/// The character that matching sees: full-width ASCII becomes half-width, blanks become `' '`, and the traditional characters
/// of our words become simplified: `'Ａ'` → `'A'`, `'內'` → `'内'`.
pub(crate) fn fold(c: char) -> char {
    match c {
        '\0'..='\u{7F}' => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{A0}' | '\u{2002}' | '\u{2003}' | '\u{3000}' => ' ',
        '\u{4E00}'..='\u{9FFF}' => simplified(c),
        _ => c,
    }
}

/// A table reads better in columns; only characters that occur in the words matched here.
#[rustfmt::skip]
fn simplified(c: char) -> char {
    match c {
        '佈' => '布', '來' => '来', '個' => '个', '備' => '备', '億' => '亿', '內' => '内', '兩' => '两', '動' => '动',
        '務' => '务', '區' => '区', '啟' | '啓' => '启', '單' => '单', '噸' => '吨', '圍' => '围', '堅' => '坚', '報' => '报',
        '場' => '场', '壓' => '压', '學' => '学', '實' => '实', '對' => '对', '層' => '层', '幾' => '几', '張' => '张',
        '後' => '后', '從' => '从', '態' => '态', '戶' => '户', '擴' => '扩', '數' => '数', '於' => '于', '時' => '时',
        '條' => '条', '業' => '业', '標' => '标', '檢' => '检', '歷' => '历', '減' => '减', '為' | '爲' => '为', '無' => '无',
        '爭' => '争', '牽' => '牵', '現' => '现', '環' => '环', '產' => '产', '畝' => '亩', '當' => '当', '確' => '确',
        '礎' => '础', '種' => '种', '穩' => '稳', '節' => '节', '約' => '约', '級' => '级', '終' => '终', '結' => '结',
        '給' => '给', '經' => '经', '縣' => '县', '縮' => '缩', '總' => '总', '續' => '续', '臺' => '台', '萬' => '万',
        '處' => '处', '號' => '号', '補' => '补', '設' => '设', '評' => '评', '課' => '课', '請' => '请', '護' => '护',
        '負' => '负', '責' => '责', '較' => '较', '輛' => '辆', '連' => '连', '週' => '周', '進' => '进', '過' => '过',
        '達' => '达', '錢' => '钱', '鐘' | '鍾' => '钟', '長' => '长', '門' => '门', '開' => '开', '間' => '间', '階' => '阶',
        '際' => '际', '項' => '项', '頭' => '头', '飛' => '飞', '驗' => '验', '點' => '点', '齡' => '龄',
        _ => c,
    }
}

/// A place in a text. Copy it to look ahead; assign it back to accept what was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at byte `at`, which must be a character boundary; anywhere else it sees nothing ahead and nothing behind.
    pub(crate) fn new(text: &'a str, at: usize) -> Self {
        Cursor { text, at }
    }

    /// The byte offset.
    pub(crate) fn at(self) -> usize {
        self.at
    }

    /// The next character as printed.
    pub(crate) fn printed(self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    /// The next character, folded.
    pub(crate) fn peek(self) -> Option<char> {
        self.printed().map(fold)
    }

    /// The character before the cursor, folded.
    pub(crate) fn before(self) -> Option<char> {
        self.text.get(..self.at)?.chars().next_back().map(fold)
    }

    /// Steps over the next character and gives it, folded.
    pub(crate) fn bump(&mut self) -> Option<char> {
        let c = self.printed()?;
        self.at += c.len_utf8();
        Some(fold(c))
    }

    /// Steps back over the character before and gives it, folded.
    pub(crate) fn back(&mut self) -> Option<char> {
        let c = self.text.get(..self.at)?.chars().next_back()?;
        self.at -= c.len_utf8();
        Some(fold(c))
    }

    /// Steps over a few blanks, not over line breaks.
    pub(crate) fn blanks(&mut self) {
        for _ in 0..MAX_BLANKS {
            if !matches!(self.peek(), Some(' ' | '\t')) {
                break;
            }
            self.bump();
        }
    }

    /// Steps back over a few blanks, not over line breaks.
    pub(crate) fn blanks_back(&mut self) {
        for _ in 0..MAX_BLANKS {
            if !matches!(self.before(), Some(' ' | '\t')) {
                break;
            }
            self.back();
        }
    }

    /// Steps over `word`, and over blanks before it, if it is next.
    pub(crate) fn eat(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        ahead.blanks();
        if word.chars().all(|c| ahead.bump() == Some(c)) {
            *self = ahead;
            return true;
        }
        false
    }

    /// Steps over the first of `words` that is next.
    pub(crate) fn eat_any(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let first = self.first()?;
        words.iter().copied().find(|word| begins_with(word, first) && self.eat(word))
    }

    /// Steps over the first listed word that is next and is not followed by one of the characters beside it, which would make
    /// another word of it: `("部", "门")` takes 3部, not 3部门.
    pub(crate) fn eat_listed(&mut self, words: &[(&'static str, &str)]) -> Option<&'static str> {
        let first = self.first()?;
        words.iter().find_map(|&(word, not_before)| {
            let mut ahead = *self;
            let fits = begins_with(word, first) && ahead.eat(word) && !ahead.sees_one_of(not_before);
            fits.then(|| {
                *self = ahead;
                word
            })
        })
    }

    /// Steps back over `word`, and over blanks after it, if it stands before the cursor.
    pub(crate) fn eat_back(&mut self, word: &str) -> bool {
        let mut behind = *self;
        behind.blanks_back();
        if word.chars().rev().all(|c| behind.back() == Some(c)) {
            *self = behind;
            return true;
        }
        false
    }

    /// Steps back over the first listed word that stands before the cursor, and gives what stands beside it in the list.
    pub(crate) fn eat_back_listed<T: Copy>(&mut self, words: &[(&'static str, T)]) -> Option<T> {
        let mut behind = *self;
        behind.blanks_back();
        let last = behind.before()?;
        words.iter().find(|(word, _)| ends_with(word, last) && self.eat_back(word)).map(|&(_, beside)| beside)
    }

    /// The next character that is not blank: most lists of words are ruled out by it alone.
    fn first(mut self) -> Option<char> {
        self.blanks();
        self.peek()
    }

    /// Whether one of `words` is next.
    pub(crate) fn sees_any(mut self, words: &[&'static str]) -> bool {
        self.eat_any(words).is_some()
    }

    /// Whether one of `words` stands before the cursor.
    pub(crate) fn follows_any(self, words: &[&str]) -> bool {
        words.iter().any(|word| { self }.eat_back(word))
    }

    /// Whether the next character is one of `set`.
    pub(crate) fn sees_one_of(self, set: &str) -> bool {
        self.peek().is_some_and(|c| set.contains(c))
    }

    /// Whether the character before is one of `set`.
    pub(crate) fn follows_one_of(self, set: &str) -> bool {
        self.before().is_some_and(|c| set.contains(c))
    }
}

// Comparing characters is twice as fast here as `starts_with`, which compares encoded bytes.
fn begins_with(word: &str, first: char) -> bool {
    word.chars().next().is_some_and(|c| c == first)
}

fn ends_with(word: &str, last: char) -> bool {
    word.chars().next_back().is_some_and(|c| c == last)
}

/// Whether the text at some place stands inside 《…》 or a quotation: such words are names, not statements.
///
/// Feed it every character in order. An unclosed mark counts until the end of its sentence only.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Quoting {
    title: bool,
    quote: bool,
}

impl Quoting {
    /// Takes note of one character as printed.
    pub(crate) fn note(&mut self, c: char) {
        match c {
            '《' => self.title = true,
            '》' => self.title = false,
            '“' | '「' | '『' => self.quote = true,
            '”' | '」' | '』' => self.quote = false,
            '"' | '＂' => self.quote = !self.quote,
            '。' | '\n' => *self = Quoting::default(),
            _ => {}
        }
    }

    /// Inside the name of a document.
    pub(crate) fn in_title(self) -> bool {
        self.title
    }

    /// Inside either.
    pub(crate) fn inside(self) -> bool {
        self.title || self.quote
    }
}
