#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mailcall::checks::proxy_answer::check(data));
