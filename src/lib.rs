//! Traffic-light screening of municipal plans: which plan levels say something about social housing, with sentence and page.
//!
//! The modules stand in the order in which the data flows; each imports only those above it (a test keeps this true).
//!
//! - [`problem`]: mistakes in packs and `plans.csv`, with file, line and column
//! - [`wording`]: every word that people read, in bokmål, nynorsk and English
//! - [`corpus`]: which documents there are, whose, and what they are
//! - [`extract`]: bytes → pages with text, zones, sections, boxes and coverage; the only place that reads PDF, web pages and office files
//! - [`fetch`]: addresses in `plans.csv` → files in the corpus, when asked to (feature `fetch`); the only place that asks other machines
//! - [`terms`]: packs: parse → compile → find, in plain, shared, broken and damaged forms; pure
//! - [`classify`]: hits → measures → colour, documents → cells; pure
//! - [`run`]: what one screening found, the value that every report shows
//! - [`review`]: what people decided about cells, in a file to which lines are only added; agreement and calibration
//! - [`query`]: ad-hoc queries: parse → tree → the places of a page that answer; pure
//! - [`index`]: the state directory: the store of what was read, the search index over all pages, the catalog of the files and the last
//!   run; the only place that says tantivy
//! - [`lines`]: what `filter` is asked and answers, a line a file, and the files in which many machines leave their answers
//! - [`pipeline`]: runs the stages over a corpus, reading files in supervised processes and scans with Tesseract; the only place that makes processes, and, but
//!   for what `fetch` and `serve` wait on, threads
//! - [`report`]: a run, or what a query finds, in the terminal, as HTML, workbook, CSV, JSON, letter and marked-up plans; computes nothing
//! - [`serve`]: the reading room, the same in a browser on this machine (feature `web`); the only place that says HTTP
//! - [`progress`]: events → a bar on stderr
//! - [`cli`]: every flag in one place; the only place that says clap
//! - [`commands`]: one file per subcommand

pub mod classify;
pub mod cli;
pub mod commands;
pub mod corpus;
pub mod extract;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod index;
pub mod lines;
pub mod pipeline;
pub mod problem;
pub mod progress;
pub mod query;
pub mod report;
pub mod review;
pub mod run;
#[cfg(feature = "web")]
pub mod serve;
pub mod terms;
pub mod wording;
