about    SRV of a subdomain to a host of the registrable domain is inside the person's own
address  jo@mail.uni.example
dns      _imaps._tcp.mail.uni.example        SRV  0 1 993 imap.uni.example
dns      _submissions._tcp.mail.uni.example  SRV  0 1 465 smtp.uni.example
dns      imap.uni.example                    A    203.0.113.9
dns      smtp.uni.example                    A    203.0.113.9
expect   imap+tls://imap.uni.example:993 smtp+tls://smtp.uni.example:465 srv guessed
