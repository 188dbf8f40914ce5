about    A slow name server is waited for while there is nothing else
address  jo@example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 mail.example.org
dns      _imaps._tcp.example.org        delay=1500
dns      _submissions._tcp.example.org  SRV  0 1 465 mail.example.org
dns      _submissions._tcp.example.org  delay=1500
dns      mail.example.org               A    203.0.113.9
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 srv guessed
