/* The handlers of this module, for its route table. */
#ifndef BILLPORT_CUSTOMERS_API_H
#define BILLPORT_CUSTOMERS_API_H

#include "app.h"

handler consumer_list, consumer_get;
handler account_list, account_get;

#endif
