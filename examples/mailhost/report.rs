//! Reports of successful delivery (RFC 3461, RFC 3464), stored in the sender's maildrop.
//!
//! This host reports a failure in the session and delays nothing, so only NOTIFY=SUCCESS leads to a
//! report. Senders of other domains and messages with SMTPUTF8 get none.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::host::Host;
use crate::smtp::{Notify, Transaction};

/// Reports to the sender which recipients the message reached, if that was asked for. The message is
/// not refused because a report cannot be written.
pub fn success(host: &Host, transaction: &Transaction) {
    let Some(from) = transaction.from.as_ref().filter(|_| !transaction.utf8) else {
        return;
    };
    let domain = from.domain.as_deref().unwrap_or_default();
    if !domain.eq_ignore_ascii_case(host.users.domain()) {
        return;
    }
    let (Some(sender), Some(status)) = (
        host.users.by_local_part(&from.local),
        status(host, transaction),
    ) else {
        return;
    };
    let boundary = host.store.new_uid();
    let mut text = String::new();
    let name = &host.name;
    let _ = write!(
        text,
        "Return-Path: <>\r\n\
         From: Mail Delivery System <postmaster@{domain}>\r\n\
         To: <{}>\r\n\
         Subject: Your message was delivered\r\n\
         Date: {}\r\n\
         Message-ID: <{boundary}@{name}>\r\n\
         Auto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status;\r\n\
         \tboundary=\"{boundary}\"\r\n\r\n\
         --{boundary}\r\n\
         Content-Type: text/plain; charset=us-ascii\r\n\r\n\
         Your message reached those named below.\r\n\r\n\
         --{boundary}\r\n\
         Content-Type: message/delivery-status\r\n\r\n\
         {status}\r\n\
         --{boundary}--\r\n",
        from.text,
        date(),
    );
    if let Ok(mut spool) = host.store.spool()
        && spool.write_all(text.as_bytes()).is_ok()
    {
        let _ = host
            .store
            .deliver(spool, &[host.store.mailbox(&sender.name)]);
    }
}

/// The machine-readable part, if there is a recipient to report on.
fn status(host: &Host, transaction: &Transaction) -> Option<String> {
    let wanted = |notify| notify == Notify::Success;
    if !transaction
        .recipients
        .iter()
        .any(|recipient| wanted(recipient.notify))
    {
        return None;
    }
    let mut text = format!("Reporting-MTA: dns; {}\r\n", host.name);
    if let Some(id) = &transaction.envelope_id {
        let _ = write!(text, "Original-Envelope-Id: {id}\r\n");
    }
    for recipient in &transaction.recipients {
        if !wanted(recipient.notify) {
            continue;
        }
        text.push_str("\r\n");
        if let Some(original) = &recipient.original {
            let _ = write!(text, "Original-Recipient: {original}\r\n");
        }
        let action = match recipient.user {
            Some(_) => "delivered",
            None => "relayed",
        };
        let address = &recipient.path.text;
        let _ = write!(
            text,
            "Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: 2.0.0\r\n"
        );
    }
    Some(text)
}

/// The present moment in the form of a header field (RFC 5322 section 3.3).
pub fn date() -> String {
    jiff::ZonedDateTime::now()
        .strftime("%a, %d %b %Y %H:%M:%S %z")
        .to_string()
}
