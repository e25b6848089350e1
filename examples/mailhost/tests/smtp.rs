//! Sending.

use super::Trial;

#[test]
fn a_refused_chunk_is_dropped_and_a_bare_line_feed_refused() {
    let trial = Trial::new(&[]);
    trial.smtp(
        r"S: 220 *
         C: HELO me
         S: 250 mail.example.test
         C: MAIL FROM:<a@elsewhere.test>
         C: RCPT TO:<b@elsewhere.test>
         C: BDAT 6 LAST
         C: QUIT
         C: RSET
         C: MAIL FROM:<a@elsewhere.test>
         C: RCPT TO:<bob@example.test>
         C: BDAT 0
         C: DATA
         S: 250 sender fine
         S: 554 another domain: log in first
         S: 554 no valid recipients
         S: 250 forgotten
         S: 250 sender fine
         S: 250 recipient fine
         S: 250 0 octets received
         S: 503 DATA after BDAT
         C: BDAT 4
         C: a\n
         C: BDAT 0 LAST
         S: 250 4 octets received
         S: 550 a bare CR or LF in the message
         C: QUIT
         S: 221 goodbye",
    );
    assert!(trial.messages(trial.host.store.mailbox("bob")).is_empty());
}

#[test]
fn success_is_reported_where_it_was_asked_for() {
    let trial = Trial::new(&[]);
    trial.smtp(
        "S: 220 *
         C: HELO me
         S: 250 *
         C: MAIL FROM:<alice@example.test> ENVID=a+2Bb
         S: 555 *",
    );
    trial.smtp(
        "S: 220 *
         C: EHLO me
         S: 250-*
         S: 250-*
         S: 250-*
         S: 250-*
         S: 250-*
         S: 250-*
         S: 250-*
         S: 250-*
         S: 250-*
         S: 250 DSN
         C: MAIL FROM:<alice@example.test> RET=HDRS ENVID=a+2Bb
         C: RCPT TO:<bob@example.test> NOTIFY=SUCCESS ORCPT=rfc822;b+2Bc@example.test
         C: RCPT TO:<chen@example.test> NOTIFY=NEVER
         C: DATA
         S: 250 *
         S: 250 *
         S: 250 *
         S: 354 *
         C: .
         S: 250 *",
    );
    let reports = trial.messages(trial.host.store.mailbox("alice"));
    assert_eq!(reports.len(), 1);
    assert!(reports[0].contains(
        "Reporting-MTA: dns; mail.example.test\r\n\
         Original-Envelope-Id: a+b\r\n\
         \r\n\
         Original-Recipient: rfc822;b+c@example.test\r\n\
         Final-Recipient: rfc822; bob@example.test\r\n\
         Action: delivered\r\n\
         Status: 2.0.0\r\n\
         \r\n--"
    ));
}
