#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mailcall::checks::token_refusal::check(data));
