//! Every rule of reading a roster: code, level (and that of the harmless cases), the name a clerk reads, and what to do.

use super::codes::rules;

rules! {
    NAME_OF_TWO "N001" Warning "一个名字在名录里指两个单位，用前面的", "删掉一处";
    CIRCLE_OF_NAMES "N003" Warning "几个名字互相归入，绕成一圈，都没有归入", "只留一个方向";
    GROUP_WITHOUT_ROW "N004" Warning "成员也是一类单位，名录里却没有它，没有算进去", "给它加一行，填上成员；或把成员改成具体单位";
    CIRCLE_OF_GROUPS "N005" Warning "一类单位的成员里绕一圈又有它自己，重复的没有算", "改成员";
    MEMBERS_WITHOUT_ROWS "N006" Warning "成员在名录里没有自己的一行，各当一个单位，没有联系人", "名字写错的改过来；要留联系人的各加一行";
}
