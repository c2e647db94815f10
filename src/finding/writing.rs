//! Every rule of writing files: code, level (and that of the harmless cases), the name a clerk reads, and what to do.

use super::codes::rules;

rules! {
    CUT "W001" Warning "文字超过单元格上限，表里截断；全文在台账数据里", "把这项任务拆短";
    TOO_TALL "W002" Warning "行要比 Excel 允许的还高，打印时下面的字看不到", "在版式里加宽这一列，或把任务拆短";
    CONTROLS_DROPPED "W003" Info "有不能显示的控制字符，写出时略去", "核对原文这一处有没有缺字";
    NO_ROOM_FOR_ENTRIES "W004" Warning "这种格式写不下填报情况，没有写进去", "要留着填报，写成 .xlsx 或 .json";
}
