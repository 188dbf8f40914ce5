about    What the domain says today goes before a row of the second table
address  jo@riseup.net
dns      autoconfig.riseup.net          A    203.0.113.1
dns      new.riseup.net                 A    203.0.113.2
dns      _imaps._tcp.riseup.net         SRV  0 1 993 new.riseup.net
dns      _submissions._tcp.riseup.net   SRV  0 1 465 new.riseup.net
dns      new.riseup.net                 A    203.0.113.2
dnssec   _imaps._tcp.riseup.net
dnssec   _submissions._tcp.riseup.net
expect   imap+tls://jo@riseup.net@mail.riseup.net:993 smtp+tls://jo@riseup.net@mail.riseup.net:465 providers built-in
expect   imap+tls://new.riseup.net:993 smtp+tls://new.riseup.net:465 srv authenticated
