//! A question on the terminal, where a terminal is not a file: the library asks, and no deadline bounds it.

use crate::timeout::{Deadline, Interrupt};
use std::io::{self, IsTerminal as _};
use zeroize::Zeroizing;

/// Asks; `None` when there is no terminal.
///
/// # Errors
/// Those of the terminal.
pub fn ask(
    question: &str,
    _deadline: Deadline,
    _interrupt: &Interrupt,
) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    let answer = rpassword::prompt_password(question)?;
    Ok(Some(Zeroizing::new(answer.into_bytes())))
}
