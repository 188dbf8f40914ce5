about    The domain does not exist
address  jo@exmaple.invalid-tld
error    no-such-domain
within   5000
