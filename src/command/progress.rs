//! A progress bar on stderr: only on a terminal, and only for a transfer that takes some time.

use crate::cli::Output;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt;
use std::io::{self, Read};
use std::time::{Duration, Instant};

/// A shorter transfer has no progress bar.
const SHOWN_AFTER: Duration = Duration::from_secs(2);

/// The progress bar of one transfer. It is removed from the screen when it is dropped.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    began: Instant,
    shown: bool,
}

impl Progress {
    /// A bar for `total` octets, or for a transfer of unknown length. It draws nothing where stderr is not a terminal, nor
    /// with `-q`, `--json` or `-v`.
    pub(super) fn new(output: Output, what: &str, total: Option<u64>) -> Self {
        let bar = (super::console(output).may_draw() && output.trace == 0).then(|| {
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
            let template = match total {
                Some(_) => "{msg} {bytes} of {total_bytes} [{bar:30}] {bytes_per_sec}, {eta} left",
                None => "{msg} {bytes}, {bytes_per_sec}",
            };
            let style = ProgressStyle::with_template(template)
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.with_style(style.progress_chars("=> "))
                .with_message(what.to_owned())
        });
        Progress {
            bar,
            began: Instant::now(),
            shown: false,
        }
    }

    fn advance(&mut self, octets: u64) {
        let Some(bar) = &self.bar else { return };
        bar.inc(octets);
        if !self.shown && self.began.elapsed() >= SHOWN_AFTER {
            self.shown = true;
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

/// Content whose reads move the progress bar.
#[derive(Debug)]
pub(super) struct Watched<'p, R> {
    content: R,
    progress: &'p mut Progress,
}

impl<'p, R: Read> Watched<'p, R> {
    /// Combines content and its progress bar.
    pub(super) fn new(content: R, progress: &'p mut Progress) -> Self {
        Watched { content, progress }
    }
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let octets = self.content.read(out)?;
        self.progress.advance(octets as u64);
        Ok(octets)
    }
}
