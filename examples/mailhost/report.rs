//! Reports of successful delivery (RFC 3461, RFC 3464), put into the sender's box.
//!
//! A failure is told in the session here, and nothing is ever delayed, so NOTIFY=SUCCESS is the
//! only wish that leads to a report. Senders elsewhere and messages with SMTPUTF8 get none.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::host::Host;
use crate::smtp::{Notify, Transaction};

/// Tells the sender whom the message reached, where that was asked for. A report that cannot be
/// written is no reason to refuse the message.
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

/// The part for programs, if anyone is to be reported on.
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

/// Now, as a header field says it (RFC 5322 section 3.3).
pub fn date() -> String {
    jiff::ZonedDateTime::now()
        .strftime("%a, %d %b %Y %H:%M:%S %z")
        .to_string()
}
