//! The reading room: what it lets in and what not, that nothing is lost or shown too early, and that it answers as the commands do.
//!
//! Most of it is asked over plain HTTP; `browser` opens it in Chromium with playwright-core.

mod attacks;
mod browser;
mod host;
mod programs;
mod reading;
mod runs;

use host::Host;
