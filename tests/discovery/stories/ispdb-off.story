about    An empty address asks no data base
address  jo@example.org
option   ispdb
dns      example.org             A  203.0.113.9
dns      live.thunderbird.net    A  198.51.100.9
listen   198.51.100.9:443  tls live.thunderbird.net
page     https://live.thunderbird.net/autoconfig/v1.1/example.org 200 text/xml hoster.xml
only
not-asked thunderbird
