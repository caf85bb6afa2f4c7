//! Faults. No acknowledged answer is lost and nothing is scored twice, whatever breaks. Trainees answer over HTTP without
//! pause, the ledger holds what was sent and what was acknowledged, and after each fault it is compared with the
//! database, the scores and the certificates.
//!
//! The number of a case stands in the name of its test; `docs/reliability.md` lists them all. The counts are small here;
//! `script/fault` sets the full ones.

mod backups;
mod clocks;
mod closing;
mod cuts;
mod disk;
mod herds;
mod hung;
mod kills;
mod restarts;
pub mod room;
mod schema;
mod slow;
mod standby;
