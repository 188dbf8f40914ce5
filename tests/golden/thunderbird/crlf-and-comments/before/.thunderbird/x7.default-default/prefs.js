# mine
user_pref( "mail.accountmanager.accounts" , "account1" );
/* two
lines */ user_pref("mail.account.account1.server", 'server1'); user_pref("mail.server.server1.type", "none");
// café
user_pref("x", 1);