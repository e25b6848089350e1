//! A port that answers nobody.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A listener that accepts nothing, and whose queue is full: whoever connects to it waits for an answer.
pub struct Silent {
    _listener: TcpListener,
    _queued: Vec<TcpStream>,
    port: u16,
}

impl Silent {
    pub fn start() -> Silent {
        use socket2::{Domain, Socket, Type};
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        listener.bind(&any.into()).expect("a port");
        listener.listen(0).expect("it listens");
        let listener = TcpListener::from(listener);
        let address = listener.local_addr().expect("it is bound");
        let connect = || TcpStream::connect_timeout(&address, Duration::from_millis(100)).ok();
        Silent {
            _listener: listener,
            _queued: std::iter::from_fn(connect).collect(),
            port: address.port(),
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Waits until somebody is connecting: the kernel has sent a SYN that nobody answers.
    #[track_caller]
    pub fn is_tried(&self) {
        let until = Instant::now() + PATIENCE;
        let wanted = format!(" 0100007F:{:04X} 02 ", self.port);
        let connections = || std::fs::read_to_string("/proc/net/tcp").expect("the connections");
        while !connections().contains(&wanted) {
            assert!(Instant::now() < until, "nobody connects");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}
