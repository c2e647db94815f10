//! Tables.
use crate::grid::Grid;
use crate::model::Plan;
use crate::passage::Account;
pub(crate) fn assemble(_grid: &Grid, _section: &[String], _year: Option<i16>, _plan: &mut Plan, _account: &mut Account) {}
