about    The domain's name servers keep silent: the hard deadline ends it
address  jo@example.org
option   deadline 1500
dns      *.example.org  silent
dns      example.org    silent
error    dns-failed
within   5000
