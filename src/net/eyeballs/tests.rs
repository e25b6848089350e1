//! Which attempts are made, and which of them wins. The servers are listeners on loopback; one whose backlog is full
//! stands for an address that does not answer.

use super::*;
use crate::endpoint::Host;
use crate::timeout::{Phase, Timeouts};
use std::net::{Ipv4Addr, TcpListener};

fn endpoint() -> Endpoint {
    Endpoint {
        host: Host::parse("mail.example.org").expect("a host"),
        port: 25,
    }
}

fn wait(limit: Duration) -> Wait {
    Timeouts::new(limit, None).wait(Phase::Connect)
}

fn run(addresses: &[SocketAddr], limit: Duration) -> Result<(TcpStream, SocketAddr), Error> {
    connect(
        &endpoint(),
        addresses,
        None,
        &wait(limit),
        &Interrupt::default(),
    )
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("bound");
    (listener, address)
}

/// An address where nobody listens.
fn refusing() -> SocketAddr {
    listener().1
}

/// A listener that answers nobody: its backlog is full.
struct Silent {
    _listener: Socket,
    _waiting: Vec<Socket>,
    address: SocketAddr,
}

fn silent() -> Silent {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    listener.bind(&any.into()).expect("a port");
    listener.listen(0).expect("it listens");
    let bound = listener.local_addr().expect("bound");
    let address = bound.as_socket().expect("an address");
    let mut waiting = Vec::new();
    // The queue holds one connection more than it was asked for; where it holds more, the rest comes to nothing.
    for _ in 0..4 {
        waiting.push(begin(address, None).expect("begun"));
        let mut polled = [PollFd::new(&waiting[waiting.len() - 1], PollFlags::OUT)];
        let limit = Timespec::try_from(Duration::from_millis(50)).expect("a limit");
        if poll(&mut polled, Some(&limit)).expect("polled") == 0 {
            break;
        }
    }
    Silent {
        _listener: listener,
        _waiting: waiting,
        address,
    }
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn one_that_refuses_leaves_the_others_their_turn() {
    let (server, address) = listener();
    let addresses = [refusing(), refusing(), address];
    let (stream, peer) = run(&addresses, LONG).expect("connected");
    assert_eq!(peer, address);
    let (_kept, client) = server.accept().expect("one connection");
    assert_eq!(client, stream.local_addr().expect("connected"));
}

#[test]
fn a_failure_begins_the_next_attempt_at_once() {
    let (server, address) = listener();
    let mut addresses = vec![refusing(); 40];
    addresses.push(address);
    // 250 ms after each of them would be ten seconds.
    run(&addresses, ATTEMPT_DELAY * 20).expect("connected");
    server.accept().expect("one connection");
}

#[test]
fn from_an_address_of_this_host() {
    let (server, address) = listener();
    let from = |source: &str| {
        let source: SocketAddr = source.parse().expect("an address");
        connect(
            &endpoint(),
            &[refusing(), address],
            Some(source),
            &wait(LONG),
            &Interrupt::default(),
        )
    };
    let (stream, _) = from("127.0.0.9:0").expect("connected");
    let (_kept, client) = server.accept().expect("one connection");
    assert_eq!(client.ip().to_string(), "127.0.0.9");
    assert_eq!(client, stream.local_addr().expect("connected"));
    let error = from("192.0.2.1:0").expect_err("not an address of this host");
    assert_eq!(error.to_string(), "cannot connect from 192.0.2.1");
}

#[test]
fn one_that_is_silent_holds_nobody_up() {
    let (server, address) = listener();
    let silent = silent();
    let (stream, peer) = run(&[silent.address, address], LONG).expect("connected");
    assert_eq!(peer, address);
    let (_kept, client) = server.accept().expect("one connection");
    assert_eq!(client, stream.local_addr().expect("connected"));
    // The stream waits again.
    stream
        .set_read_timeout(Some(Duration::from_millis(1)))
        .expect("a limit");
    let error = io::Read::read(&mut &stream, &mut [0]).expect_err("nothing to read");
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn the_first_that_connects_is_the_only_one() {
    let (first, address) = listener();
    let (second, other) = listener();
    let (_stream, peer) = run(&[address, other], LONG).expect("connected");
    assert_eq!(peer, address);
    first.accept().expect("one connection");
    second.set_nonblocking(true).expect("no waiting");
    let error = second.accept().expect_err("no connection");
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn an_attempt_that_is_late_still_wins() {
    let late = silent();
    let slow = late.address;
    // Room in the queue: the kernel sends the SYN again after a second.
    let accepting = std::thread::spawn(move || {
        std::thread::sleep(ATTEMPT_DELAY * 2);
        for _ in 0..2 {
            late._listener.accept().expect("a connection that waited");
        }
        late
    });
    let (_stream, peer) = run(&[slow, refusing()], LONG).expect("connected");
    assert_eq!(peer, slow);
    accepting.join().expect("no panic");
}

#[test]
fn each_failure_is_named_in_the_order_of_the_addresses() {
    let silent = silent();
    let refusing = refusing();
    let error = run(&[silent.address, refusing], ATTEMPT_DELAY * 2).expect_err("no connection");
    assert_eq!(
        error.to_string(),
        "cannot connect to mail.example.org:25; 127.0.0.1: no answer within 0.5 s; 127.0.0.1: \
         Connection refused (os error 111)"
    );
    let error = run(&[silent.address], Duration::from_millis(20)).expect_err("no connection");
    assert_eq!(
        error.to_string(),
        "mail.example.org:25: no answer within 0.02 s while connecting"
    );
    let error = run(&vec![refusing; 70], LONG).expect_err("no connection");
    let one = "; 127.0.0.1: Connection refused (os error 111)";
    assert_eq!(
        error.to_string(),
        format!(
            "cannot connect to mail.example.org:25{}; and 56 more addresses",
            one.repeat(8)
        )
    );
}

#[test]
fn a_signal_ends_the_attempts() {
    let silent = silent();
    let interrupt = Interrupt::default();
    let cell = interrupt.cell();
    let signalling = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        cell.store(15, std::sync::atomic::Ordering::SeqCst);
    });
    let error = connect(
        &endpoint(),
        &[silent.address],
        None,
        &wait(LONG),
        &interrupt,
    );
    assert_eq!(
        error.expect_err("interrupted").to_string(),
        "mail.example.org:25: terminated (SIGTERM) while connecting"
    );
    signalling.join().expect("no panic");
}
