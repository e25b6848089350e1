#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mailcall::checks::pop3_response::check(data));
