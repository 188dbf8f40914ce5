about    An autoconfig document left behind loses against MX, SRV and certificate that agree
address  jo@example.org
dns      example.org                    MX   1 aspmx.l.google.com
dns      autoconfig.example.org         A    203.0.113.1
dns      imap.hoster.test               A    203.0.113.7
dns      pop.hoster.test                A    203.0.113.7
dns      smtp.hoster.test               A    203.0.113.7
dns      imap.gmail.com                 A    198.51.100.1
dns      smtp.gmail.com                 A    198.51.100.1
dns      pop.gmail.com                  A    198.51.100.1
dns      _imaps._tcp.example.org        SRV  0 1 993 imap.gmail.com
dns      _submissions._tcp.example.org  SRV  0 1 465 smtp.gmail.com
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml hoster.xml
expect   imap+tls://jo@example.org@imap.gmail.com:993 smtp+tls://jo@example.org@smtp.gmail.com:465 mx unverified
issuer   google
evidence also srv
