#include <stdio.h>
#include <stdlib.h>
void PyOS_FSPath(void){fprintf(stderr,"STUB PyOS_FSPath\n");abort();}
void PyUnicode_FromFormatV(void){fprintf(stderr,"STUB PyUnicode_FromFormatV\n");abort();}
char Py_BytesWarningFlag[1024];
char Py_InspectFlag[1024];
char Py_OptimizeFlag[1024];
void _PyTrash_thread_deposit_object(void){fprintf(stderr,"STUB _PyTrash_thread_deposit_object\n");abort();}
void _PyTrash_thread_destroy_chain(void){fprintf(stderr,"STUB _PyTrash_thread_destroy_chain\n");abort();}
