//! The process edge: arguments in, exit code out.

use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

fn main() -> ExitCode {
    // A panic is our mistake and says so; its message never holds more than code.
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(|place| format!(" at {}:{}", place.file(), place.line()))
            .unwrap_or_default();
        // Not eprintln: a stderr that is closed must not make a second panic of the first.
        let _ = writeln!(io::stderr(), "{}", mailcall::bug(&place));
    }));
    let code = panic::catch_unwind(AssertUnwindSafe(|| mailcall::run(std::env::args_os())));
    ExitCode::from(code.unwrap_or(mailcall::EXIT_BUG))
}
