about    Autoconfig, SRV and usual names say the same
address  jo@example.org
dns      example.org                    MX   10 mx.example.org
dns      autoconfig.example.org         A    203.0.113.1
dns      imap.example.org               A    203.0.113.2
dns      pop.example.org                A    203.0.113.2
dns      smtp.example.org               A    203.0.113.3
dns      _imaps._tcp.example.org        SRV  0 1 993 imap.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 smtp.example.org
listen   203.0.113.1:443  tls autoconfig.example.org
listen   203.0.113.2:993  tls imap.example.org
listen   203.0.113.3:465  tls smtp.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml good.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig authenticated
expect   pop3+tls://jo@example.org@pop.example.org:995 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig authenticated
evidence https://autoconfig.example.org/mail/config-v1.1.xml
evidence srv
within   5000
