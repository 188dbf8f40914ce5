about    SRV and autoconfig agree against the exchanger: the mail passes a filter there
address  jo@example.org
dns      example.org                    MX   1 aspmx.l.google.com
dns      autoconfig.example.org         A    203.0.113.1
dns      imap.example.org               A    203.0.113.2
dns      pop.example.org                A    203.0.113.2
dns      smtp.example.org               A    203.0.113.2
dns      imap.gmail.com                 A    198.51.100.1
dns      smtp.gmail.com                 A    198.51.100.1
dns      pop.gmail.com                  A    198.51.100.1
dns      _imaps._tcp.example.org        SRV  0 1 993 imap.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 smtp.example.org
listen   203.0.113.1:443  tls autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml good.xml
expect   imap+tls://jo@example.org@imap.example.org:993 smtp+tls://jo@example.org@smtp.example.org:465 autoconfig authenticated
