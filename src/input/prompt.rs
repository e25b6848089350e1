//! A question on the terminal, answered without echo.
//!
//! ```text
//! hold signals back ─► echo off ─► ask, read ─► echo on ─► answer
//!                         ▲            │ a signal
//!                         │            └────► echo on ─► the signal's default action: the process ends,
//!                         └──────────────────────────────  or stops and asks again when it goes on
//! ```

mod octets;

use super::bounded::{open, ready};
use super::not_ended::NotEnded;
use crate::signal::Watch;
use crate::timeout::{Deadline, INTERRUPT_POLL, Interrupt};
use octets::{Characters, octets_of};
use rpassword::ConfigBuilder;
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::rc::Rc;
use std::thread::sleep;
use zeroize::Zeroizing;

/// The terminal of the session, whatever stdin and stdout are.
const TERMINAL: &str = "/dev/tty";

/// Asks until there is an answer; `None` when there is no terminal. A signal that ends the process ends it here, with the
/// echo restored.
///
/// # Errors
/// Those of the terminal; `TimedOut` when the deadline passes.
pub(crate) fn ask(
    question: &str,
    deadline: Deadline,
    interrupt: &Interrupt,
) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let Ok(terminal) = File::options().read(true).write(true).open(TERMINAL) else {
        return Ok(None);
    };
    let signals = Rc::new(Watch::new(interrupt)?);
    loop {
        let answer = ask_once(&terminal, question, deadline, &signals);
        match signals.came() {
            Some(came) => signals.act(came)?,
            None => return answer.map(Some),
        }
    }
}

/// Asks, and restores the echo whatever comes.
fn ask_once(
    terminal: &File,
    question: &str,
    deadline: Deadline,
    signals: &Rc<Watch>,
) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut silence = Silence::of(terminal)?;
    // A process in the background was stopped by that until it came to the foreground, where this is its first question.
    signals.forget_pause();
    let answers = Answers {
        // Opened once more, so that it alone does not block: Ctrl-C takes away what the poll has seen.
        terminal: open(Path::new(TERMINAL))?,
        deadline,
        signals: Rc::clone(signals),
        characters: Characters::default(),
        ready: Zeroizing::default(),
    };
    let config = ConfigBuilder::new()
        .input_reader(answers)
        .output_writer(terminal.try_clone()?)
        .build();
    let answer = rpassword::prompt_password_with_config(question, config);
    // The end of line that was typed has not been echoed.
    let mut out = terminal;
    let _ = out.write_all(b"\n");
    silence.answered = answer.is_ok();
    drop(silence);
    match answer {
        Ok(answer) => Ok(octets_of(&Zeroizing::new(answer))),
        Err(error) => Err(match error.get_ref().and_then(|e| e.downcast_ref()) {
            Some(NotEnded::Input(limit)) => NotEnded::Answer(*limit).error(),
            _ => error,
        }),
    }
}

/// What is typed, octet by octet, until the deadline or a signal. `rpassword` reads from it: editing the line is its work,
/// the modes of the terminal are ours.
struct Answers {
    terminal: File,
    deadline: Deadline,
    signals: Rc<Watch>,
    characters: Characters,
    /// Whole characters that have not been read yet.
    ready: Zeroizing<Vec<u8>>,
}

impl Answers {
    /// Waits for an octet.
    fn octet(&mut self) -> io::Result<u8> {
        let mut octet = [0];
        loop {
            if self.signals.came().is_some() {
                return Err(io::Error::other("a signal came"));
            }
            // A signal that comes just before the poll is seen after it.
            if !ready(&self.terminal, self.deadline, Some(INTERRUPT_POLL))? {
                continue;
            }
            match self.terminal.read(&mut octet) {
                // Part of a password is not a password.
                Ok(0) => return Err(io::Error::other("the terminal was closed")),
                Ok(_) => return Ok(octet[0]),
                // Also where a terminal cannot be polled.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => sleep(INTERRUPT_POLL),
                Err(error) => return Err(error),
            }
        }
    }
}

impl Read for Answers {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() {
            let octet = self.octet()?;
            self.ready = self.characters.of(octet);
        }
        let count = buffer.len().min(self.ready.len());
        buffer[..count].copy_from_slice(&self.ready[..count]);
        self.ready.drain(..count);
        Ok(count)
    }
}

/// A terminal without echo, and without lines, which would limit a password to what a line holds. Dropping it restores
/// what was before.
struct Silence<'t> {
    terminal: &'t File,
    before: Termios,
    answered: bool,
}

impl<'t> Silence<'t> {
    fn of(terminal: &'t File) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON;
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        let silence = Silence {
            terminal,
            before,
            answered: false,
        };
        tcsetattr(terminal, OptionalActions::Now, &silent)?;
        Ok(silence)
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        // Without an answer, what is still to be read may be the rest of a password: the shell must not get it.
        let action = match self.answered {
            true => OptionalActions::Now,
            false => OptionalActions::Flush,
        };
        let _ = tcsetattr(self.terminal, action, &self.before);
    }
}
