about    The public data base alone; it learns the domain and nothing more
address  jo@example.org
option   ispdb https://ispdb.test/v1.1/
dns      ispdb.test        A  198.51.100.9
dns      imap.hoster.test  A  203.0.113.7
dns      pop.hoster.test   A  203.0.113.7
dns      smtp.hoster.test  A  203.0.113.7
listen   198.51.100.9:443  tls ispdb.test
page     https://ispdb.test/v1.1/example.org 200 text/xml hoster.xml
expect   imap+tls://jo@example.org@imap.hoster.test:993 smtp+tls://jo@example.org@smtp.hoster.test:465 ispdb authenticated
not-asked jo
