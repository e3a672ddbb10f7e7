//! A fence around foreign parsers: their panics are caught where they are called, and say nothing on the terminal.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static FENCED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; `None` if it panicked, which is then not reported on stderr.
pub(crate) fn guarded<R>(work: impl FnOnce() -> R) -> Option<R> {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !FENCED.get() {
                usual(info);
            }
        }));
    });
    let before = FENCED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work)).ok();
    FENCED.set(before);
    result
}
