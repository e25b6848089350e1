//! Failures of submission: the exit and the hint of each.

use super::*;
use crate::endpoint::Security;
use crate::smtp::reply::Parser;

fn reply(line: &str) -> Reply {
    let parsed = Parser::default().line(line.as_bytes());
    parsed.expect("a line of a reply").expect("a whole reply")
}

fn refusal(stage: Stage, line: &str) -> Error {
    Error::Refused {
        stage,
        subject: None,
        reply: reply(line),
    }
}

#[test]
fn a_flight_that_breaks_behind_a_refusal_ends_as_the_refusal() {
    for (line, pipelined, kind, hint) in [
        ("550 no", true, Kind::Unavailable, Some(NOT_PIPELINED)),
        ("450 no", true, Kind::Temporary, Some(NOT_PIPELINED)),
        ("550 no", false, Kind::Unavailable, None),
    ] {
        let error = Error::RefusedInBrokenFlight {
            refusal: Box::new(refusal(Stage::Mail, line)),
            unanswered: Stage::Rcpt,
            pipelined,
        };
        let judgement = judge(&error, Asked::default());
        assert_eq!((judgement.kind, judgement.hint), (kind, hint), "{line}");
        assert_eq!(judgement.stage, Some("MAIL"));
    }
}

/// The hint follows from the step, the reply and what is in use already.
#[test]
fn hints() {
    let clear = Asked {
        security: Some(Security::None),
        ..Asked::default()
    };
    let tls = Asked {
        security: Some(Security::StartTls),
        ..Asked::default()
    };
    let login = Asked {
        login: Some(crate::sasl::ProofKind::Password),
        ..clear
    };
    let helo = Asked {
        helo: true,
        ..clear
    };
    let qq = Asked {
        provider_needs: Some("a code"),
        ..login
    };
    let token = Asked {
        login: Some(crate::sasl::ProofKind::Token),
        ..qq
    };
    let partial = Asked {
        partial: true,
        ..clear
    };
    let no_chunks = Asked {
        no_chunks: true,
        ..clear
    };
    let starttls = "530 5.7.0 Must issue a STARTTLS command first";
    let name = "504 5.5.2 <me>: Helo command rejected: need fully-qualified hostname";
    let too_many = "452 4.5.3 Error: too many recipients";
    let user = Some("the server wants a login: --user USER");
    for (stage, line, asked, kind, hint) in [
        (Stage::Mail, starttls, clear, Kind::Tls, Some(TLS_FIRST)),
        (Stage::Auth, starttls, login, Kind::Tls, Some(TLS_FIRST)),
        (Stage::Mail, starttls, tls, Kind::Auth, user),
        (
            Stage::Auth,
            "538 Encryption required",
            login,
            Kind::Tls,
            Some(TLS_FIRST),
        ),
        (
            Stage::Mail,
            "530 5.7.0 Authentication required",
            clear,
            Kind::Auth,
            user,
        ),
        (
            Stage::Mail,
            "530 5.7.0 Authentication required",
            login,
            Kind::Auth,
            None,
        ),
        (
            Stage::Rcpt,
            name,
            clear,
            Kind::NoRecipient,
            Some(helo_hint(clear)),
        ),
        (
            Stage::Rcpt,
            name,
            helo,
            Kind::NoRecipient,
            Some(helo_hint(helo)),
        ),
        (
            Stage::Ehlo,
            "501 syntax",
            clear,
            Kind::Unavailable,
            Some(helo_hint(clear)),
        ),
        (Stage::Ehlo, "554 go away", clear, Kind::Unavailable, None),
        (
            Stage::Rcpt,
            too_many,
            clear,
            Kind::Temporary,
            Some(too_many_hint(clear)),
        ),
        (
            Stage::Rcpt,
            too_many,
            partial,
            Kind::Temporary,
            Some(FEWER_RECIPIENTS),
        ),
        (
            Stage::Rcpt,
            "452 4.5.3 enough",
            clear,
            Kind::Temporary,
            Some(too_many_hint(clear)),
        ),
        (
            Stage::Rcpt,
            "452 4.3.1 disk full",
            clear,
            Kind::Temporary,
            None,
        ),
        (
            Stage::Rcpt,
            "552 enough",
            clear,
            Kind::Temporary,
            Some(too_many_hint(clear)),
        ),
        (
            Stage::Rcpt,
            "552 5.2.2 over quota",
            clear,
            Kind::Temporary,
            None,
        ),
        (
            Stage::Content,
            "502 what?",
            clear,
            Kind::Unavailable,
            Some(NO_CHUNKS),
        ),
        (
            Stage::Content,
            "502 what?",
            no_chunks,
            Kind::Unavailable,
            None,
        ),
        (Stage::Content, "554 spam", clear, Kind::Unavailable, None),
        (
            Stage::Auth,
            "535 no",
            login,
            Kind::Auth,
            Some(check_login(login)),
        ),
        (Stage::Auth, "454 later", login, Kind::Temporary, None),
        (Stage::Auth, "535 no", qq, Kind::Auth, Some("a code")),
        // A token is no password.
        (
            Stage::Auth,
            "535 no",
            token,
            Kind::Auth,
            Some(check_login(token)),
        ),
        (
            Stage::Mail,
            "553 Mail from must equal authorized user",
            login,
            Kind::Unavailable,
            Some(NOT_THE_USER),
        ),
        (
            Stage::Rcpt,
            "553 5.7.1 <a@b.org>: Sender address rejected: not owned by user joe",
            login,
            Kind::NoRecipient,
            Some(NOT_THE_USER),
        ),
    ] {
        let judgement = judge(&refusal(stage, line), asked);
        assert_eq!(
            (judgement.kind, judgement.hint),
            (kind, hint),
            "{line} {asked:?}"
        );
    }
}
