//! The one loop that moves octets from a reader to wherever they go, block by block.

use std::convert::Infallible;
use std::io::{self, Read};

/// Size of the blocks in which octets are read, 64 KiB: large enough that system calls do not count, small enough for
/// several of them beside each other.
pub(crate) const BLOCK_OCTETS: usize = 64 * 1024;

/// Why copying stopped before the end, by side.
#[derive(Debug)]
pub(crate) enum Stopped<E> {
    /// The source cannot be read.
    Read(io::Error),
    /// The destination failed.
    Write(E),
}

/// Reads once into `block`; 0 only at the end. A read that a signal interrupted is repeated.
///
/// # Errors
/// Those of `read`.
pub(crate) fn read_block(from: &mut dyn Read, block: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// Reads to the end and passes each block to `put`; returns the number of octets.
///
/// # Errors
/// [`Stopped::Read`] when reading fails, [`Stopped::Write`] with the error of `put`.
pub(crate) fn copy<E>(
    from: &mut dyn Read,
    mut put: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<u64, Stopped<E>> {
    let mut block = vec![0; BLOCK_OCTETS];
    let mut total = 0;
    loop {
        let octets = read_block(from, &mut block).map_err(Stopped::Read)?;
        if octets == 0 {
            return Ok(total);
        }
        put(&block[..octets]).map_err(Stopped::Write)?;
        total += octets as u64;
    }
}

/// Reads to the end and discards what was read; returns the number of octets.
///
/// # Errors
/// Those of `read`.
pub(crate) fn drain(from: &mut dyn Read) -> io::Result<u64> {
    copy(from, |_| Ok::<(), Infallible>(())).map_err(|stopped| match stopped {
        Stopped::Read(error) => error,
        Stopped::Write(never) => match never {},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Is interrupted before each octet, and fails at the end if `broken`.
    struct Slow {
        rest: &'static [u8],
        interrupted: bool,
        broken: bool,
    }

    impl Read for Slow {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.interrupted = !self.interrupted;
            if self.interrupted {
                return Err(io::ErrorKind::Interrupted.into());
            }
            match self.rest {
                [] if self.broken => Err(io::ErrorKind::ConnectionReset.into()),
                [] => Ok(0),
                [first, rest @ ..] => {
                    out[0] = *first;
                    self.rest = rest;
                    Ok(1)
                }
            }
        }
    }

    fn slow(broken: bool) -> Slow {
        Slow {
            rest: b"abc",
            interrupted: false,
            broken,
        }
    }

    #[test]
    fn an_interrupted_read_is_repeated() {
        let mut copied = Vec::new();
        let octets = copy(&mut slow(false), |block| {
            copied.extend_from_slice(block);
            Ok::<(), Infallible>(())
        });
        assert_eq!((octets.expect("copied"), &copied[..]), (3, &b"abc"[..]));
        assert_eq!(drain(&mut slow(false)).expect("drained"), 3);
    }

    #[test]
    fn the_error_says_which_side_failed() {
        let read = copy(&mut slow(true), |_| Ok::<(), ()>(()));
        assert!(
            matches!(read, Err(Stopped::Read(error)) if error.kind() == io::ErrorKind::ConnectionReset)
        );
        let written = copy(&mut slow(true), |block| Err::<(), u8>(block[0]));
        assert!(matches!(written, Err(Stopped::Write(b'a'))));
    }
}
