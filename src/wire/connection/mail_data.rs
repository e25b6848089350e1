//! Mail data on its way out (RFC 5321 section 4.1.1.4, RFC 3030 section 2): granted or begun, written to its end, answered
//! once. Until its end is written nothing else can be.

use super::{Command, Connection, OUTPUT_OCTETS};
use crate::timeout::Phase;
use crate::wire::Stream;
use crate::wire::error::Error;

impl<S: Stream> Connection<S> {
    /// The server has granted mail data (354): nothing but its whole content may be written now.
    pub(crate) fn grant_mail_data(&mut self) {
        self.due.begin_mail_data();
    }

    /// Begins mail data with a command that takes it along (BDAT): command and content have one answer.
    ///
    /// # Errors
    /// [`Error::Unusable`] when something is due.
    pub(crate) fn begin_mail_data(&mut self, command: &dyn Command) -> Result<(), Error> {
        if !self.due.is_clear() {
            return Err(Error::Unusable);
        }
        self.put(command);
        self.due.begin_mail_data();
        Ok(())
    }

    /// Puts mail data behind what is queued, and writes when a record is full.
    ///
    /// # Errors
    /// [`Error::Unusable`] when the server does not wait for mail data; [`Error::Io`], [`Error::Timeout`],
    /// [`Error::Interrupted`].
    pub(crate) fn queue_mail_data(&mut self, octets: &[u8]) -> Result<(), Error> {
        if !self.due.expects_mail_data() {
            return Err(Error::Unusable);
        }
        self.trace_content_out(octets);
        self.output.extend_from_slice(octets);
        if self.output.len() >= OUTPUT_OCTETS {
            self.flush(Phase::DataBlock)
        } else {
            Ok(())
        }
    }

    /// Writes the last of the mail data, `octets` of message in all; the verdict is due from now on.
    ///
    /// # Errors
    /// Those of [`queue_mail_data`](Self::queue_mail_data).
    pub(crate) fn finish_mail_data(&mut self, octets: u64) -> Result<(), Error> {
        if !self.due.expects_mail_data() {
            return Err(Error::Unusable);
        }
        self.flush(Phase::DataBlock)?;
        self.due.finish_mail_data();
        self.content_sent(octets);
        Ok(())
    }
}
