about    The target of the lowest number comes first, the others stand in
address  jo@example.org
dns      _imaps._tcp.example.org        SRV  20 1 993 third.example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 first.example.org
dns      _imaps._tcp.example.org        SRV  10 1 993 second.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 first.example.org
dns      first.example.org              A    203.0.113.9
dns      second.example.org             A    203.0.113.9
dns      third.example.org              A    203.0.113.9
expect   imap+tls://first.example.org:993 smtp+tls://first.example.org:465 srv guessed
expect   imap+tls://second.example.org:993 smtp+tls://first.example.org:465 srv guessed
expect   imap+tls://third.example.org:993 smtp+tls://first.example.org:465 srv guessed
only
