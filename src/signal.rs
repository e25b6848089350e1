//! The signals that end or stop a run, where something has to be put right first.
//!
//! A run begins with the default actions. While the terminal does not echo, [`Watch`] holds the signals back until the
//! echo is restored; from the first connection on, [`listen`] makes them end the wait under way.

use crate::timeout::Interrupt;
use signal_hook::SigId;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGXFSZ};
use signal_hook::flag;
use signal_hook::low_level::{emulate_default_handler, unregister};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The signals that ask a run to end.
const ENDING: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

/// SIGINT, SIGTERM and SIGHUP end the present wait; a second one ends the process at once. A signal that was ignored when
/// the process was started (nohup, a background job of a shell) stays ignored.
///
/// # Errors
/// When the system refuses a handler.
pub(crate) fn listen(interrupt: &Interrupt) -> io::Result<()> {
    let ignored = Ignored::read();
    for signal in ENDING {
        if ignored.contains(signal) {
            continue;
        }
        let came = Arc::new(AtomicBool::new(false));
        flag::register_conditional_default(signal, Arc::clone(&came))?;
        flag::register(signal, came)?;
        flag::register_usize(signal, interrupt.cell(), signal as usize)?;
    }
    interrupt.defaults().store(false, Ordering::SeqCst);
    Ok(())
}

/// A file that grows beyond the process's limit makes the write fail, which cleans up, and does not end the process.
///
/// # Errors
/// When the system refuses the handler.
pub(crate) fn survive_file_size_limit() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)))?;
    Ok(())
}

/// A signal that came while a [`Watch`] held it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// It ends the process by default.
    Ending(i32),
    /// It stops the process by default, or it has just continued a stopped one.
    Pausing(i32),
}

/// Holds signals back until [`Came`] is acted on. Once a run, since handlers cannot be given back to the system: after the
/// watch they act by default themselves, until [`listen`].
#[derive(Debug)]
pub(crate) struct Watch {
    ending: Arc<AtomicUsize>,
    pausing: Arc<AtomicUsize>,
    /// What is registered only for as long as this watch.
    registered: Vec<SigId>,
    /// What makes the signals act by default again: those of [`ENDING`], then the others.
    defaults: [Arc<AtomicBool>; 2],
}

impl Watch {
    /// Begins to hold signals back.
    ///
    /// # Errors
    /// When the system refuses a handler.
    pub(crate) fn new(interrupt: &Interrupt) -> io::Result<Self> {
        let mut watch = Watch {
            ending: Arc::default(),
            pausing: Arc::default(),
            registered: Vec::new(),
            defaults: [interrupt.defaults(), Arc::default()],
        };
        let ignored = Ignored::read();
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT] {
            if ignored.contains(signal) {
                continue;
            }
            let of_listen = ENDING.contains(&signal);
            let defaults = Arc::clone(&watch.defaults[usize::from(!of_listen)]);
            if signal != SIGCONT {
                flag::register_conditional_default(signal, defaults)?;
            }
            let cell = match signal {
                SIGTSTP | SIGCONT => &watch.pausing,
                _ => &watch.ending,
            };
            let id = flag::register_usize(signal, Arc::clone(cell), signal as usize)?;
            watch.registered.push(id);
        }
        Ok(watch)
    }

    /// The signal that came, if one did. One that ends the process goes before one that stops it.
    pub(crate) fn came(&self) -> Option<Came> {
        let number = |cell: &AtomicUsize| i32::try_from(cell.load(Ordering::SeqCst)).ok();
        match (number(&self.ending), number(&self.pausing)) {
            (Some(signal), _) if signal != 0 => Some(Came::Ending(signal)),
            (_, Some(signal)) if signal != 0 => Some(Came::Pausing(signal)),
            _ => None,
        }
    }

    /// Does by default what the signal asks for. Returns when a stopped process goes on.
    ///
    /// # Errors
    /// `Interrupted` where the system has no default for the signal.
    pub(crate) fn act(&self, came: Came) -> io::Result<()> {
        let (Came::Ending(signal) | Came::Pausing(signal)) = came;
        emulate_default_handler(signal)?;
        match came {
            Came::Ending(_) => Err(io::ErrorKind::Interrupted.into()),
            Came::Pausing(_) => {
                self.forget_pause();
                Ok(())
            }
        }
    }

    /// Whatever had stopped the process is over.
    pub(crate) fn forget_pause(&self) {
        self.pausing.store(0, Ordering::SeqCst);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for defaults in &self.defaults {
            defaults.store(true, Ordering::SeqCst);
        }
        self.registered.drain(..).for_each(|id| {
            unregister(id);
        });
        // One that came after the last look and before this.
        if let Some(came @ Came::Ending(_)) = self.came() {
            let _ = self.act(came);
        }
    }
}

/// The signals that were ignored when the process was started, one bit each; none on systems without /proc.
struct Ignored(u64);

impl Ignored {
    fn read() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        Ignored(mask.unwrap_or(0))
    }

    fn contains(&self, signal: i32) -> bool {
        self.0 & (1 << (signal - 1)) != 0
    }
}
