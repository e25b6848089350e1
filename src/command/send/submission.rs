//! One message, one mail transaction.

use super::result::{MessageResult, State};
use crate::address::ForwardPath;
use crate::cli::SendCommand;
use crate::command::progress::{Progress, Watched};
use crate::message::Message;
use crate::net;
use crate::smtp::{
    Delivery, EnvelopeRequest, Error, MailParameters, Recipient, RecipientParameters,
    RecipientPolicy, Session, Stage,
};

/// Submits `message` over `session`. The replies and the delivery state go into `result` as they become known.
///
/// # Errors
/// Why the message was not accepted, or why that is unknown.
pub(super) fn submit(
    command: &SendCommand,
    message: &Message,
    alone: bool,
    session: &mut Session<net::Stream>,
    result: &mut MessageResult,
) -> Result<(), Error> {
    if command.send.envelope.dsn.is_asked() && !session.extensions().dsn {
        return Err(Error::NotOffered {
            keyword: "DSN",
            needed_for: "a delivery report".into(),
        });
    }
    let request = envelope_request(command, message, result, alone);
    let transaction = session.transaction(&request)?;
    result.answered(transaction.recipients());
    let policy = if command.send.envelope.partial {
        RecipientPolicy::Partial
    } else {
        RecipientPolicy::AllOrNone
    };
    let transaction = transaction.decide(policy)?;
    if command.dry_run {
        result.rehearsed();
        return transaction.reset();
    }
    // Open the files before the content begins: a file that cannot be opened must not cut a message short.
    let content = message.content.reader().map_err(Error::Content)?;
    let mut progress = Progress::new(command.output, "sending", Some(request.octets));
    let delivery = transaction.content(request.octets, &mut Watched::new(content, &mut progress));
    drop(progress);
    match delivery {
        Delivery::Accepted(reply) => {
            result.accepted(reply);
            Ok(())
        }
        Delivery::Refused(reply) => {
            result.refused(reply.clone());
            Err(Error::Refused {
                stage: Stage::Content,
                subject: None,
                reply,
            })
        }
        Delivery::NotSent(error) => Err(error),
        Delivery::Unknown(error) => {
            result.state = State::Unknown;
            Err(error)
        }
    }
}

fn envelope_request(
    command: &SendCommand,
    message: &Message,
    result: &MessageResult,
    alone: bool,
) -> EnvelopeRequest {
    let envelope = &message.envelope;
    EnvelopeRequest {
        reverse_path: envelope.reverse_path.clone(),
        recipients: (result.due())
            .map(|path| recipient(command, path))
            .collect(),
        parameters: MailParameters {
            ret: command.send.envelope.dsn.ret.clone(),
            envid: command.send.envelope.dsn.envid.clone(),
            ..MailParameters::default()
        },
        octets: message.content.octets(),
        eight_bit: message.content.has_eight_bit(),
        internationalized: message.needs_smtputf8(),
        data_in_flight: alone && !command.dry_run,
    }
}

fn recipient(command: &SendCommand, path: &ForwardPath) -> Recipient {
    let dsn = &command.send.envelope.dsn;
    Recipient {
        path: path.clone(),
        parameters: RecipientParameters {
            notify: dsn.notify.clone(),
            original_recipient: dsn.is_asked() && path.0.wire().is_ascii(),
        },
    }
}
