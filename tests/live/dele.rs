//! Deletion on a Dovecot: all messages that are named, or none.

use serde_json::json;

use crate::tools::Mailbox;

fn three() -> (Mailbox, Vec<String>) {
    let mailbox = Mailbox::new();
    mailbox.receive_subjects(["d1", "d2", "d3"]);
    let uids = mailbox.unique_ids();
    (mailbox, uids)
}

#[test]
fn by_number() {
    let (mailbox, uids) = three();
    let ran = mailbox.pop3("dele").args(["2"]).run();
    ran.done(&format!("2\t{}\n", uids[1]));
    assert_eq!(mailbox.subjects(), ["d1", "d3"]);
}

#[test]
fn by_unique_id() {
    let (mailbox, uids) = three();
    let ran = mailbox
        .pop3("dele")
        .args(["--uid", &uids[2], "--json"])
        .run();
    assert_eq!(
        ran.json(0),
        json!({ "deleted": [{ "number": 3, "uid": uids[2] }], "deletion": "done" })
    );
    assert_eq!(mailbox.subjects(), ["d1", "d2"]);
    // The unique-id names the same message in the next session, or no message.
    let ran = mailbox.pop3("dele").args(["--uid", &uids[2]]).run();
    let told = format!("mailcall: no message has the unique-id \"{}\"\n", uids[2]);
    ran.is(67, "", &told);
    assert_eq!(mailbox.subjects(), ["d1", "d2"]);
}

#[test]
fn several() {
    let (mailbox, uids) = three();
    let ran = mailbox.pop3("dele").args(["3", "1"]).run();
    ran.done(&format!("1\t{}\n3\t{}\n", uids[0], uids[2]));
    assert_eq!(mailbox.subjects(), ["d2"]);
}

#[test]
fn all() {
    let (mailbox, uids) = three();
    let ran = mailbox.pop3("dele").args(["--all"]).run();
    ran.done(&format!("1\t{}\n2\t{}\n3\t{}\n", uids[0], uids[1], uids[2]));
    assert_eq!(mailbox.subjects(), [""; 0]);
}

#[test]
fn tried_only() {
    let (mailbox, uids) = three();
    for args in [["1-2"], ["--all"]] {
        let ran = mailbox
            .pop3("dele")
            .args(args)
            .args(["--dry-run", "--json"])
            .run();
        let json = ran.json(0);
        assert_eq!(json["deletion"], "dry_run");
        assert_eq!(json["deleted"][1], json!({ "number": 2, "uid": uids[1] }));
    }
    let ran = mailbox.pop3("dele").args(["2", "--dry-run"]).run();
    ran.is(
        0,
        &format!("2\t{}\n", uids[1]),
        "mailcall: dry run: nothing was deleted\n",
    );
    assert_eq!(mailbox.subjects(), ["d1", "d2", "d3"]);
}

#[test]
fn one_that_does_not_exist() {
    let (mailbox, uids) = three();
    let uid = uids[0].as_str();
    for args in [&["1", "7"][..], &["7"], &["1-2", "7"], &["--uid", uid, "7"]] {
        let ran = mailbox.pop3("dele").args(args.iter().copied()).run();
        assert_eq!((ran.exit, ran.stdout.as_slice()), (67, &b""[..]));
        assert!(ran.stderr.ends_with("no such message: 7\n"), "{ran:?}");
    }
    let ran = mailbox
        .pop3("dele")
        .args(["1", "--uid", "nobody-s", "--json"])
        .run();
    assert_eq!(
        ran.json(67),
        json!({ "deleted": [], "deletion": "not_done" })
    );
    assert_eq!(ran.error()["kind"], "no_message");
    assert_eq!(mailbox.subjects(), ["d1", "d2", "d3"]);
}
