#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mailcall::checks::ready_made_header::check(data));
