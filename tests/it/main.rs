//! The program from outside: what its users see.
//!
//! One binary, one module per subcommand or claim. Cases under `cases/` are text: adding one needs no Rust.

mod agreement;
mod architecture;
mod bundled;
mod cells;
mod collect;
mod compare;
mod export;
mod extract;
#[cfg(feature = "fetch")]
mod fetch;
mod filter;
mod fixtures;
mod formats;
mod hits;
mod isolation;
mod kit;
mod letter;
mod mark;
mod ocr;
mod packs;
mod page;
mod plans_csv;
mod properties;
mod queries;
mod readme;
mod report;
mod review;
#[cfg(feature = "web")]
mod room;
mod screen;
mod search;
mod shared;
#[cfg(feature = "fetch")]
mod site;
mod state;
mod terms;
mod titles;
