#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mailcall::checks::tls_hello::check(data));
