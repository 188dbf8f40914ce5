about    The domain's name servers fail
address  jo@example.org
dns      *.example.org  servfail
dns      example.org    servfail
error    dns-failed
within   3800
