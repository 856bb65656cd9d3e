module statescope.test/go-rpc

go 1.26.0
