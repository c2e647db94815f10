//! `Error`: why we cannot go on with a file. Findings about data are values: see [`crate::finding`].

use std::io;
use std::path::PathBuf;

/// Why something could not be done. The message is for a clerk: which file, what is wrong, what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file does not exist.
    #[error("找不到“{}”。请检查文件名和所在文件夹", file.display())]
    NotFound {
        /// The file.
        file: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A folder was given where a file is wanted.
    #[error("“{}”是文件夹，不是文件。请指定其中的一个文件", file.display())]
    IsFolder {
        /// The folder.
        file: PathBuf,
    },
    /// The file has no content.
    #[error("“{}”是空文件（0 字节）。请重新下载，或向发件人要一份完整的", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
    /// The file is larger than the limit.
    #[error("“{}”有 {size} 字节，超过上限 {limit} 字节。请确认是不是选错了文件", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// Bytes.
        size: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// The file cannot be read.
    #[error("读不了“{}”。请检查文件是否被占用、是否有权限", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The bytes are not a form we read.
    #[error("“{}”是{kind}，{advice}", file.display())]
    WrongKind {
        /// The file.
        file: PathBuf,
        /// What it is, in words: `"图片"`.
        kind: String,
        /// What to do.
        advice: &'static str,
    },
    /// A workbook that is damaged.
    #[error("工作簿“{}”读不全：{reason}。请在 Excel 或 WPS 里打开看看，能打开就另存为 .xlsx 再试，打不开就请对方重发", file.display())]
    BadWorkbook {
        /// The file.
        file: PathBuf,
        /// What is wrong and where.
        reason: String,
    },
    /// A workbook that no office program writes: made to exhaust or mislead whoever opens it.
    #[error("工作簿“{}”不像办公软件存的文件，没有读：{reason}。请先向发件人核实，再请他另存一份", file.display())]
    UnsafeWorkbook {
        /// The file.
        file: PathBuf,
        /// What gives it away.
        reason: String,
    },
    /// The file is of a form we read but does not hold together.
    #[error("“{}”打不开：{reason}。请用 Word 或 WPS 打开后另存一份再试，打不开就向发件人要一份完整的", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What does not hold together.
        reason: String,
    },
    /// The file cannot be opened without a password.
    #[error("“{}”加了密码，读不了。请打开它，去掉密码（文件→信息→保护），另存后再试", file.display())]
    Encrypted {
        /// The file.
        file: PathBuf,
    },
    /// The bytes are no text in any encoding we know.
    #[error("认不出“{}”的文字编码。请用记事本打开，另存为 UTF-8 编码的文本再试", file.display())]
    UnknownEncoding {
        /// The file.
        file: PathBuf,
    },
    /// The file has our format but does not hold together.
    #[error("“{}”不是完整的台账 JSON：{reason}。请用生成它的原文件重新转换", file.display())]
    BadLedger {
        /// The file.
        file: PathBuf,
        /// What is wrong and where.
        reason: String,
    },
    /// The file was written by a newer version.
    #[error("“{}”的格式是“{format}”，本程序只认“{known}”。请换用新版程序", file.display())]
    NewerFormat {
        /// The file.
        file: PathBuf,
        /// Format it states.
        format: String,
        /// Format we know.
        known: &'static str,
    },
    /// No reader or writer for a format name.
    #[error("不支持格式“{format}”。可用的有：{known}")]
    UnknownFormat {
        /// What was asked for.
        format: String,
        /// The names we know.
        known: String,
    },
    /// There is no such layout.
    #[error("没有叫“{name}”的版式。可用的有：{known}；也可以给一个 .toml 文件")]
    UnknownLayout {
        /// What was asked for.
        name: String,
        /// The names we know.
        known: String,
    },
    /// A layout or vocabulary file has a mistake.
    #[error("“{}”第 {line} 行（{key}）写错了：{reason}。请改好再试", file.display())]
    BadConfig {
        /// The file.
        file: PathBuf,
        /// 1-based line.
        line: usize,
        /// The key at fault.
        key: String,
        /// What is wrong.
        reason: String,
    },
    /// The target folder does not exist.
    #[error("没有“{}”这个文件夹。请先建好，或换一个保存位置", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The output cannot be written.
    #[error("写不了“{}”。请检查：是否正在 Excel/WPS 里打开、是否有写权限、磁盘是否已满", file.display())]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A workbook could not be put together.
    #[error("生成工作簿没做成：{reason}")]
    Workbook {
        /// What the writing library says.
        reason: String,
    },
}
