//! Every rule of dispatching: code, level (and that of the harmless cases), the name a clerk reads, and what to do.

use super::codes::rules;

rules! {
    GROUP_UNDIVIDED "D001" Warning "一类单位拆不开，整个发成一份", "用 fenjie roster 做一份名录，填上成员，加 --roster 再下发";
    NOBODY_RESPONSIBLE "D002" Warning "任务没有写由谁负责，没有下发", "在总台账里补上责任单位，再下发";
    NOT_IN_ROSTER "D003" Warning "名录里没有这个单位，照原名下发", "在名录里补上这个单位，或把它填进某个单位的别名";
    LEFT_OVER "D004" Warning "文件夹里有以前下发、这次没有的表，没有动它", "确认不再用就删掉，免得发错";
    BEFORE_THE_PLAN "D005" Warning "期次比计划的年份早", "看 --period 是不是写错了年份";
    SHARED_NAME "D006" Warning "名录里两家共用一个名称或别名", "在名录里改成两家不同的写法，再下发";
}
