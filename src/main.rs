//! The program: parse → run → exit code.

use std::io::Write;
use std::process::ExitCode;

use planlys::cli::{self, Stop};
use planlys::commands;

fn main() -> ExitCode {
    let code = match cli::parse(std::env::args_os()) {
        Ok(command) => commands::run(&command),
        // If nobody reads the words, there is nobody to tell.
        Err(Stop::Help(text)) => {
            let _ = write!(std::io::stdout(), "{text}");
            cli::ExitCode::Done
        }
        Err(Stop::Mistake(text)) => {
            let _ = writeln!(std::io::stderr(), "{text}");
            cli::ExitCode::Usage
        }
    };
    ExitCode::from(code as u8)
}
