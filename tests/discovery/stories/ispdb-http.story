about    The data base is never asked in clear, not even through a redirect
address  jo@example.org
option   ispdb https://ispdb.test/v1.1/
dns      example.org       A  203.0.113.9
dns      ispdb.test        A  198.51.100.9
listen   198.51.100.9:443  tls ispdb.test
listen   198.51.100.9:80   plain
page     https://ispdb.test/v1.1/example.org redirect http://ispdb.test/plain
page     http://ispdb.test/plain 200 text/xml hoster.xml
only
not-asked /plain
