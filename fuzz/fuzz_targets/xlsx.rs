#![no_main]
fenjie_fuzz::target!("xlsx");
