//! Every rule of revising a plan: code, level (and that of the harmless cases), the name a clerk reads, and what to do.

use super::codes::rules;

rules! {
    UNCHANGED "V000" Info "没有变", "不需要处理";
    REWORDED "V001" Info "文字有改动", "核对新旧文字";
    MOVED "V002" Info "换了章节", "核对新的章节";
    RENUMBERED "V003" Info "编号变了", "不需要处理；编码没有变";
    REASSIGNED "V004" Info "责任或时限变了", "告诉有关单位";
    SPLIT "V005" Warning "拆分出来的", "核对；以前的填报留在原来那一项";
    NEW "V006" Info "新增", "核对，再下发给有关单位";
    WITHDRAWN "V007" Warning "取消", "核对是不是漏了；以前的填报仍然保留";
    ABSORBED "V008" Warning "并入别的任务", "核对；以前的填报还在原编码下";
    UNCLEAR "V009" Warning "分不清", "核对是旧计划的哪一项；现在按新增处理";
}
